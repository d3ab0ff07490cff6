//! A call's way through a pool of threads.

mod call;
mod pool;
mod worker;

pub(crate) use call::ThreadCall;
pub(crate) use pool::ThreadPool;
pub(crate) use worker::ThreadWorker;
