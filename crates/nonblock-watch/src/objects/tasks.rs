//! asyncio's tasks: which one a handle steps, what it is called, and who awaits it.

use super::Objects;
use crate::layouts::{Owner, RunningLoop};
use crate::memory::Address;

/// Longer chains of awaiting tasks are cut.
const LONGEST_CHAIN: usize = 16;

/// Where a handle (`asyncio.Handle`, slots in alphabetical order after the head) keeps its callback.
const HANDLE_CALLBACK: u64 = 24;

/// Where a `contextvars.Context` keeps the one that was current before it.
const CONTEXT_BELOW: u64 = 16;

/// A task and those that wait for it, nearest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskChain {
    /// Name of the task: `Task-7`.
    pub name: String,
    /// Names of the tasks that await it.
    pub awaiters: Vec<String>,
}

/// What one turn of the loop runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A step of a task.
    Task(TaskChain),
    /// A plain callback, by the type of the callable.
    Callback(String),
}

impl Objects<'_> {
    /// Returns what an `asyncio.Handle` runs.
    pub fn step_of_handle(self, handle: Address) -> Option<Step> {
        let callback = self.memory.word(handle + HANDLE_CALLBACK).ok()?;
        let kind = self.type_name(callback).ok()?;
        let task = if kind.ends_with("TaskStepMethWrapper") {
            // The first step of a task.
            self.memory.word(callback + 16).ok()?
        } else if kind == "builtin_function_or_method" {
            // `wakeup`, bound to its task: `m_self`.
            self.memory.word(callback + 24).ok()?
        } else {
            return Some(Step::Callback(kind));
        };
        self.task_chain(task).map(Step::Task).or(Some(Step::Callback(kind)))
    }

    /// Returns the names of a task and of those that wait for it; nothing for other objects.
    pub fn task_chain(self, task: Address) -> Option<TaskChain> {
        let name = self.task_name(task)?;
        let mut awaiters = Vec::new();
        let mut awaited = task;
        while let Some((awaiter, name)) = self.awaiter(awaited) {
            if LONGEST_CHAIN <= awaiters.len() {
                break;
            }
            awaiters.push(name);
            awaited = awaiter;
        }
        Some(TaskChain { name, awaiters })
    }

    /// Returns the task whose `wakeup` is the first done callback of `task`.
    fn awaiter(self, task: Address) -> Option<(Address, String)> {
        let callback = self.memory.word(task + self.layout.task.callback).ok()?;
        if self.type_name(callback).ok()? != "builtin_function_or_method" {
            return None;
        }
        let awaiter = self.memory.word(callback + 24).ok()?;
        Some((awaiter, self.task_name(awaiter)?))
    }

    fn task_name(self, task: Address) -> Option<String> {
        if !self.type_name(task).ok()?.ends_with("Task") {
            return None;
        }
        let name = self.memory.word(task + self.layout.task.name).ok()?;
        match self.type_name(name).ok()?.as_str() {
            "str" => self.text(name),
            // From 3.12 a task that nobody named keeps its number, and the name is made when somebody asks.
            "int" => self.memory.int(name + 24).ok().map(|number| format!("Task-{number}")),
            _ => None,
        }
    }

    /// Returns the context that the loop has entered for the callback which the thread runs.
    ///
    /// Every handle has one: a task its own, a plain callback a copy that was made when it was scheduled. What the callback
    /// enters itself lies above; below lie what the thread had before the loop ran and, in uvloop, that of the one handle
    /// which runs all that is ready.
    pub fn context_of_callback(self, thread: Address) -> Option<Address> {
        let mut next = self.memory.word(thread + self.layout.thread.context?).ok()?;
        let mut entered = Vec::new();
        while next != 0 && entered.len() < LONGEST_CHAIN {
            entered.push(next);
            next = self.memory.word(next + CONTEXT_BELOW).ok()?;
        }
        entered.get(entered.len().saturating_sub(3)).copied()
    }

    /// Returns the type of the event loop that the thread runs, as asyncio notes it: `uvloop.Loop`.
    pub fn running_loop(self, thread: Address) -> Option<String> {
        let running = match self.layout.thread.running_loop {
            RunningLoop::Unknown => return None,
            RunningLoop::Field(offset) => self.memory.word(thread + offset).ok()?,
            RunningLoop::Dictionary(offset) => {
                let dictionary = self.memory.word(thread + offset).ok().filter(|it| *it != 0)?;
                let noted = self.item(dictionary, "__asyncio_running_event_loop__")?;
                // 3.11 puts a holder around the loop.
                match self.type_name(noted).ok()?.as_str() {
                    name if name.ends_with("RunningLoopHolder") => {
                        self.memory.word(noted + 16).ok()?
                    }
                    _ => noted,
                }
            }
        };
        self.type_name(running).ok().filter(|name| name != "NoneType")
    }

    /// Returns the task that runs, if `sys.modules` tells: asyncio's dictionary of loops and their current tasks.
    pub fn current_task(self, modules: Address, loop_frames: &[Address]) -> Option<TaskChain> {
        let module = self.item(modules, "asyncio.tasks")?;
        // `md_dict` follows the head of a module.
        let names = self.memory.word(module + 16).ok()?;
        let current = self.items(self.item(names, "_current_tasks")?)?;
        let runs = |task: Address| {
            let coroutine = self.memory.word(task + self.layout.task.coroutine).unwrap_or(0);
            let own = match self.layout.frame.owner {
                // A running coroutine's frame lies inside the coroutine.
                Owner::Byte(_) => coroutine..coroutine.saturating_add(128),
                // `cr_frame`
                Owner::Generator(_) => {
                    let frame = self.memory.word(coroutine + 16).unwrap_or(0);
                    frame..frame.saturating_add(1)
                }
            };
            loop_frames.iter().any(|frame| own.contains(frame))
        };
        let tasks: Vec<Address> = current.into_iter().map(|(_, task)| task).collect();
        let task = match tasks.as_slice() {
            [only] => Some(*only),
            several => several.iter().copied().find(|task| runs(*task)),
        };
        self.task_chain(task?)
    }
}
