//! Items from one thread that produces to one event loop that consumes, a bounded number ahead.

use std::collections::VecDeque;

use crate::shared::Shared;
use crate::sync::Arc;
use crate::threads::Parker;

/// A bounded queue whose producer may wait (it is a thread) and whose consumer never does (it is an event loop).
///
/// Protocol: an item is visible as soon as it is put; the consumer is woken only if it said that it waits, and once.
/// A producer that finds the queue full sleeps until the consumer took everything, so that both work in bursts.
#[derive(Debug)]
pub struct Stream<T> {
    state: Shared<State<T>>,
    room: Arc<Parker>,
}

#[derive(Debug)]
struct State<T> {
    items: VecDeque<T>,
    capacity: usize,
    consumer: Consumer,
    producer_waits: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Consumer {
    /// Busy with items it took; will look again by itself.
    Busy,
    /// Found nothing and waits for a wake-up.
    Waits,
    /// Wants no more.
    Gone,
}

/// What became of an item that was put.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Put {
    /// False: the consumer is gone and the item was dropped. The producer should clean up and end.
    pub is_accepted: bool,
    /// The consumer waits and must be woken now.
    pub wakes: bool,
    /// The queue is full: call [`Stream::wait_for_room`] before the next item.
    pub is_full: bool,
}

impl<T> Stream<T> {
    /// Creates a queue that lets the producer run `capacity` items ahead.
    pub fn new(capacity: usize) -> Self {
        let consumer = Consumer::Busy;
        let state = State {
            items: VecDeque::new(),
            capacity: capacity.max(1),
            consumer,
            producer_waits: false,
        };
        Self { state: Shared::new(state), room: Arc::default() }
    }

    /// Adds `item`, whatever the queue's length: the bound is kept by waiting afterwards.
    pub fn put(&self, item: T) -> Put {
        let (put, _refused) = self.state.with(|state| {
            if state.consumer == Consumer::Gone {
                return (Put { is_accepted: false, wakes: false, is_full: false }, Some(item));
            }
            state.items.push_back(item);
            let wakes = state.consumer == Consumer::Waits;
            if wakes {
                state.consumer = Consumer::Busy;
            }
            state.producer_waits = state.capacity <= state.items.len();
            (Put { is_accepted: true, wakes, is_full: state.producer_waits }, None)
        });
        put
    }

    /// Sleeps until the consumer took the items or left; only after a put that found the queue full.
    pub fn wait_for_room(&self) {
        self.room.park(None);
    }

    /// Takes every item; if there is none, notes that the consumer waits.
    pub fn collect(&self) -> VecDeque<T> {
        let (items, wakes_producer) = self.state.with(|state| {
            if state.items.is_empty() && state.consumer == Consumer::Busy {
                state.consumer = Consumer::Waits;
            }
            (std::mem::take(&mut state.items), std::mem::take(&mut state.producer_waits))
        });
        if wakes_producer {
            self.room.unpark();
        }
        items
    }

    /// Ends the stream from the consumer's side: what was not taken is returned, further items are refused.
    pub fn close(&self) -> VecDeque<T> {
        self.state.with(|state| state.consumer = Consumer::Gone);
        self.collect()
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use std::sync::Arc;

    use super::Stream;

    #[test]
    fn items_arrive_once_and_in_order_and_the_producer_is_never_further_ahead() {
        let stream = Arc::new(Stream::new(7));
        let producer = {
            let stream = Arc::clone(&stream);
            std::thread::spawn(move || {
                for item in 0..10_000 {
                    if stream.put(item).is_full {
                        stream.wait_for_room();
                    }
                }
            })
        };
        let mut got = Vec::new();
        while got.len() < 10_000 {
            let burst = stream.collect();
            assert!(burst.len() <= 7);
            got.extend(burst);
            std::thread::yield_now();
        }
        producer.join().expect("the producer ended");
        assert!(got.into_iter().eq(0..10_000));
    }

    #[test]
    fn a_consumer_that_waits_is_woken_once() {
        let stream = Stream::new(10);
        assert!(stream.collect().is_empty());
        assert!(stream.put(1).wakes);
        assert!(!stream.put(2).wakes);
        assert_eq!(stream.collect(), [1, 2]);
        assert!(!stream.put(3).wakes, "the consumer is busy and will look again");
    }

    #[test]
    fn a_closed_stream_refuses_items_and_lets_a_waiting_producer_go() {
        let stream = Arc::new(Stream::new(1));
        assert!(stream.put(1).is_full);
        let producer = {
            let stream = Arc::clone(&stream);
            std::thread::spawn(move || {
                stream.wait_for_room();
                stream.put(2)
            })
        };
        assert_eq!(stream.close(), [1]);
        let put = producer.join().expect("the producer ended");
        assert!(!put.is_accepted && !put.is_full);
    }
}
