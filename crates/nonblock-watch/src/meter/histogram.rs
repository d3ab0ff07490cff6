//! Counts of durations below fixed bounds.

use super::BOUNDS;

/// A histogram over the bounds of this module.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Histogram {
    /// How many fell between a bound and the one below it; beyond the last bound, only `count` grows.
    buckets: [u64; BOUNDS.len()],
    count: u64,
    sum: f64,
}

impl Histogram {
    /// Counts a duration, in seconds.
    pub fn add(&mut self, seconds: f64) {
        if let Some(at) = BOUNDS.iter().position(|bound| seconds <= *bound) {
            self.buckets[at] += 1;
        }
        self.count += 1;
        self.sum += seconds;
    }

    /// Counts nothing at all, so many times.
    pub fn add_zeros(&mut self, count: u64) {
        self.buckets[0] += count;
        self.count += count;
    }

    /// Returns each bound with how many were no longer, in their order.
    pub fn cumulated(&self) -> impl Iterator<Item = (f64, u64)> {
        let counts = self.buckets.iter().scan(0, |sum, count| {
            *sum += count;
            Some(*sum)
        });
        BOUNDS.into_iter().zip(counts)
    }

    /// Returns how many there were.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Returns their sum.
    pub fn sum(&self) -> f64 {
        self.sum
    }
}

#[cfg(test)]
mod tests {
    use super::Histogram;

    #[test]
    fn each_bound_counts_all_that_were_no_longer() {
        let mut it = Histogram::default();
        for seconds in [0.0, 0.025, 0.2, 31.0] {
            it.add(seconds);
        }
        let counts: Vec<u64> = it.cumulated().map(|(_, count)| count).collect();
        assert_eq!(counts, [2, 2, 2, 3, 3, 3, 3, 3, 3, 3]);
        assert_eq!(it.count(), 4);
        assert!((it.sum() - 31.225).abs() < 1e-9);
    }
}
