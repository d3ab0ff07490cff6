//! Every interleaving of a small pool: no job is forgotten, no wake-up is lost.
//!
//! `make loom`

use loom::sync::Arc;
use loom::sync::atomic::{AtomicUsize, Ordering};
use loom::thread;

use super::{Awoken, Pool, Taken, Worker};

type Ran = Arc<AtomicUsize>;

fn start(worker: Worker<()>, ran: &Ran) -> thread::JoinHandle<()> {
    let ran = Arc::clone(ran);
    thread::spawn(move || {
        let mut started = Vec::new();
        loop {
            match worker.take() {
                Taken::Job { job: (), newcomer } => {
                    started.extend(newcomer.map(|it| start(it, &ran)));
                    ran.fetch_add(1, Ordering::SeqCst);
                }
                Taken::Rest if worker.sleep() == Awoken::Called => {}
                Taken::Rest | Taken::Leave => break,
            }
        }
        started.into_iter().for_each(|it| it.join().expect("a thread of the pool panicked"));
    })
}

fn bounded(model: impl Fn() + Sync + Send + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(3);
    builder.check(model);
}

#[test]
fn a_job_submitted_while_the_thread_lies_down_is_run() {
    bounded(|| {
        let (pool, ran) = (Pool::new(1, None), Ran::default());
        let first = pool.submit(()).expect("open").expect("the first job needs a thread");
        let thread = start(first, &ran);
        assert!(pool.submit(()).expect("open").is_none(), "the limit is one");
        pool.close();
        pool.join();
        thread.join().expect("the thread ended");
        assert_eq!(ran.load(Ordering::SeqCst), 2);
    });
}

#[test]
fn two_submitters_and_two_threads_forget_nothing() {
    bounded(|| {
        let (pool, ran) = (Pool::new(2, None), Ran::default());
        let other = {
            let (pool, ran) = (pool.clone(), Arc::clone(&ran));
            thread::spawn(move || pool.submit(()).expect("open").map(|it| start(it, &ran)))
        };
        let mine = pool.submit(()).expect("open").map(|it| start(it, &ran));
        let theirs = other.join().expect("the submitter ended");
        pool.close();
        pool.join();
        mine.into_iter()
            .chain(theirs)
            .for_each(|it| it.join().expect("a thread of the pool panicked"));
        assert_eq!(ran.load(Ordering::SeqCst), 2);
    });
}

#[test]
fn a_thread_whose_time_is_over_takes_the_job_that_came_at_that_moment() {
    bounded(|| {
        let (pool, ran) = (Pool::new(1, Some(std::time::Duration::ZERO)), Ran::default());
        let first = pool.submit(()).expect("open").expect("the first job needs a thread");
        let thread = start(first, &ran);
        let second = pool.submit(()).expect("open").map(|it| start(it, &ran));
        thread.join().expect("the thread ended");
        second.into_iter().for_each(|it| it.join().expect("the thread ended"));
        assert_eq!(ran.load(Ordering::SeqCst), 2);
        assert_eq!(pool.load().serving, 0);
    });
}

#[test]
fn a_thread_given_up_while_its_job_ends_is_counted_right() {
    bounded(|| {
        let pool: Pool<()> = Pool::new(1, None);
        let worker = pool.submit(()).expect("open").expect("the first job needs a thread");
        assert!(matches!(worker.take(), Taken::Job { .. }));
        let hold = worker.hold();
        let thread = thread::spawn(move || matches!(worker.take(), Taken::Rest));
        let replacement = hold.abandon();
        assert!(replacement.is_none(), "no job waits");
        assert!(thread.join().expect("the thread ended"));
        assert_eq!((pool.load().serving, pool.load().abandoned), (0, 0), "the worker was dropped");
    });
}
