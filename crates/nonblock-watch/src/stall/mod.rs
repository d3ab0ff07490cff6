//! From heartbeats and looks to stalls: when one began and ended, what was seen, and what follows from it.

mod case;
mod detector;
mod evidence;
mod place;
mod verdict;

pub use case::Case;
pub use detector::{Detector, Order};
pub use evidence::Evidence;
pub use place::of as place_of;
pub use verdict::{Verdict, judge};
