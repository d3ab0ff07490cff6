//! The log against the definition: no window of the period holds more calls than allowed.

use proptest::prelude::*;

use super::{Answer, SlidingLog};

proptest! {
    #[test]
    fn no_window_holds_more_calls_than_allowed(
        max_calls in 1_usize..5, period in 1_u32..50, gap in 0_u32..10,
        steps in proptest::collection::vec(0_u32..20, 1..200),
    ) {
        let (period, gap) = (f64::from(period), f64::from(gap));
        let mut log = SlidingLog::new(max_calls, period, gap);
        let mut granted: Vec<f64> = Vec::new();
        let mut now = 0.0;
        for step in steps {
            now += f64::from(step);
            match log.ask(now) {
                Answer::Granted => granted.push(now),
                Answer::NotBefore(due) => {
                    prop_assert!(now < due);
                    prop_assert_eq!(log.clone().ask(due), Answer::Granted, "the answer is exact");
                }
            }
        }
        for pair in granted.windows(2) {
            prop_assert!(gap <= pair[1] - pair[0]);
        }
        for window in granted.windows(max_calls + 1) {
            prop_assert!(period <= window[max_calls] - window[0]);
        }
    }
}

#[test]
fn a_call_that_was_granted_and_not_made_gives_its_slot_back() {
    let mut log = SlidingLog::new(1, 10.0, 0.0);
    assert_eq!(log.ask(0.0), Answer::Granted);
    assert_eq!(log.ask(1.0), Answer::NotBefore(10.0));
    log.take_back(0.0);
    assert_eq!(log.ask(1.0), Answer::Granted);
}
