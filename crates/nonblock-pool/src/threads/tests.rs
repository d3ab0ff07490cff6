//! The pool with real threads, and the roster against a model.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::sync::{Arc, Barrier};
use std::time::Duration;

use super::{Awoken, Pool, Taken, Worker};

type Job = Box<dyn FnOnce() + Send>;

fn start(worker: Worker<Job>) {
    std::thread::spawn(move || serve(&worker));
}

fn serve(worker: &Worker<Job>) {
    loop {
        match worker.take() {
            Taken::Job { job, newcomer } => {
                newcomer.into_iter().for_each(start);
                job();
            }
            Taken::Rest => {
                if worker.sleep() == Awoken::Leave {
                    return;
                }
            }
            Taken::Leave => return,
        }
    }
}

fn submit(pool: &Pool<Job>, job: impl FnOnce() + Send + 'static) {
    pool.submit(Box::new(job)).expect("the pool is open").into_iter().for_each(start);
}

#[test]
fn every_job_runs_once() {
    let pool = Pool::new(4, None);
    let ran = Arc::new(AtomicUsize::new(0));
    for _ in 0..1000 {
        let ran = Arc::clone(&ran);
        submit(&pool, move || _ = ran.fetch_add(1, Ordering::Relaxed));
    }
    pool.close();
    pool.join();
    assert_eq!(ran.load(Ordering::Relaxed), 1000);
}

#[test]
fn a_pool_grows_until_every_waiting_job_runs() {
    let pool = Pool::new(8, None);
    let all_here = Arc::new(Barrier::new(9));
    for _ in 0..8 {
        let all_here = Arc::clone(&all_here);
        submit(&pool, move || _ = all_here.wait());
    }
    all_here.wait();
    assert_eq!(pool.load().serving, 8);
}

#[test]
fn a_pool_never_has_more_threads_than_its_limit() {
    let pool = Pool::new(2, None);
    let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    for _ in 0..200 {
        let (now, most) = (Arc::clone(&now), Arc::clone(&most));
        submit(&pool, move || {
            most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            std::thread::yield_now();
            now.fetch_sub(1, Ordering::SeqCst);
        });
    }
    pool.close();
    pool.join();
    assert!(most.load(Ordering::SeqCst) <= 2);
}

#[test]
fn idle_threads_leave_after_their_time() {
    let pool = Pool::new(2, Some(Duration::from_millis(1)));
    submit(&pool, || {});
    let deadline = std::time::Instant::now() + Duration::from_secs(20);
    while 0 < pool.load().serving && std::time::Instant::now() < deadline {
        std::thread::yield_now();
    }
    assert_eq!(pool.load().serving, 0);
    let (tell, told) = mpsc::channel();
    submit(&pool, move || tell.send(()).expect("the test listens"));
    told.recv_timeout(Duration::from_secs(20)).expect("a new thread ran the job");
}

#[test]
fn an_abandoned_thread_is_replaced_and_comes_back() {
    let pool: Pool<Job> = Pool::new(1, None);
    let worker = pool
        .submit(Box::new(|| {}))
        .expect("the pool is open")
        .expect("the first job needs a thread");
    assert!(matches!(worker.take(), Taken::Job { .. }));
    let hold = worker.hold();
    assert!(
        pool.submit(Box::new(|| {})).expect("the pool is open").is_none(),
        "the only thread is busy"
    );

    let replacement = hold.abandon().expect("a job waits and the busy thread no longer counts");
    assert!(hold.abandon().is_none(), "a thread is given up once");
    assert_eq!((pool.load().serving, pool.load().abandoned), (1, 1));
    assert!(matches!(replacement.take(), Taken::Job { .. }));
    drop(replacement);
    assert!(matches!(worker.take(), Taken::Rest), "there is room again");
    assert_eq!((pool.load().serving, pool.load().abandoned), (1, 0));
}

#[test]
fn a_hold_on_a_finished_job_does_not_give_up_the_next_one() {
    let pool: Pool<Job> = Pool::new(1, None);
    let worker = pool
        .submit(Box::new(|| {}))
        .expect("the pool is open")
        .expect("the first job needs a thread");
    assert!(pool.submit(Box::new(|| {})).expect("the pool is open").is_none());
    assert!(matches!(worker.take(), Taken::Job { .. }));
    let old = worker.hold();
    assert!(worker.take_waiting().is_some());
    assert!(old.abandon().is_none());
    assert_eq!(pool.load().abandoned, 0);
}

#[test]
fn a_worker_that_never_got_a_thread_gives_its_place_back() {
    let pool: Pool<Job> = Pool::new(1, None);
    drop(pool.submit(Box::new(|| {})).expect("the pool is open"));
    assert_eq!(pool.load().serving, 0);
    assert!(
        pool.submit(Box::new(|| {})).expect("the pool is open").is_some(),
        "the next job asks again"
    );
}

#[test]
fn a_closed_pool_hands_the_job_back() {
    let pool: Pool<u32> = Pool::new(1, None);
    pool.close();
    assert_eq!(pool.submit(7).expect_err("the pool is closed").0, 7);
}

mod random_operations {
    //! Random operations on one thread: every job is taken once, in order, and nobody is forgotten.

    use proptest::prelude::*;

    use super::super::{Pool, Taken, Worker};

    #[derive(Debug, Clone)]
    enum Operation {
        Submit,
        Take(usize),
        Abandon(usize),
        Drop(usize),
    }

    fn operations() -> impl Strategy<Value = Vec<Operation>> {
        let operation = prop_oneof![
            4 => Just(Operation::Submit),
            4 => (0_usize..8).prop_map(Operation::Take),
            1 => (0_usize..8).prop_map(Operation::Abandon),
            1 => (0_usize..8).prop_map(Operation::Drop),
        ];
        proptest::collection::vec(operation, 1..200)
    }

    proptest! {
        #[test]
        fn jobs_are_taken_once_and_in_order(operations in operations(), limit in 1_usize..4) {
            let pool: Pool<u32> = Pool::new(limit, None);
            let mut awake: Vec<Worker<u32>> = Vec::new();
            let (mut submitted, mut taken) = (0, Vec::new());
            for operation in operations {
                match operation {
                    Operation::Submit => {
                        awake.extend(pool.submit(submitted).expect("the pool is open"));
                        submitted += 1;
                    }
                    Operation::Take(which) if !awake.is_empty() => {
                        let at = which % awake.len();
                        match awake[at].take() {
                            Taken::Job { job, newcomer } => {
                                taken.push(job);
                                awake.extend(newcomer);
                            }
                            // It would park here; dropping it instead gives the place back.
                            Taken::Rest | Taken::Leave => drop(awake.remove(at)),
                        }
                    }
                    Operation::Abandon(which) if !awake.is_empty() => {
                        let hold = awake[which % awake.len()].hold();
                        awake.extend(hold.abandon());
                    }
                    Operation::Drop(which) if !awake.is_empty() => drop(awake.remove(which % awake.len())),
                    Operation::Take(_) | Operation::Abandon(_) | Operation::Drop(_) => {}
                }
                let load = pool.load();
                prop_assert!(load.serving <= limit);
                prop_assert_eq!(load.queued + taken.len(), submitted as usize);
                prop_assert_eq!(load.serving + load.abandoned, awake.len());
            }
            prop_assert!(taken.iter().copied().eq(0..u32::try_from(taken.len()).expect("few jobs")));
        }
    }
}
