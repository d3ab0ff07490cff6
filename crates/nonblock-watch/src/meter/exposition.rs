//! The figures in Prometheus' text format, version 0.0.4.

use super::{Histogram, Meter};
use nonblock_report::stall::CauseKind;
use std::fmt::{Display, Write};
use std::time::Duration;

/// Text that grows by samples.
#[derive(Default)]
struct Page(String);

impl Page {
    fn about(&mut self, name: &str, kind: &str, help: &str) {
        self.line(format_args!("# HELP {name} {help}"));
        self.line(format_args!("# TYPE {name} {kind}"));
    }

    fn sample(&mut self, name: &str, labels: &str, value: impl Display) {
        if labels.is_empty() {
            self.line(format_args!("{name} {value}"));
        } else {
            self.line(format_args!("{name}{{{labels}}} {value}"));
        }
    }

    fn histogram(&mut self, name: &str, labels: &str, histogram: &Histogram) {
        let comma = if labels.is_empty() { "" } else { "," };
        let bucket = format!("{name}_bucket");
        for (bound, count) in histogram.cumulated() {
            self.sample(&bucket, &format!("{labels}{comma}le=\"{bound}\""), count);
        }
        self.sample(&bucket, &format!("{labels}{comma}le=\"+Inf\""), histogram.count());
        self.sample(&format!("{name}_sum"), labels, histogram.sum());
        self.sample(&format!("{name}_count"), labels, histogram.count());
    }

    fn line(&mut self, text: std::fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        writeln!(self.0, "{text}").unwrap_or_default();
    }
}

/// Returns the text.
pub(super) fn write(meter: &Meter, now: Duration) -> String {
    let mut page = Page::default();
    let (loops, blocked) = meter.present(now);
    page.about("nonblock_loops", "gauge", "Event loops that are watched.");
    page.sample("nonblock_loops", "", loops);
    page.about(
        "nonblock_loop_blocked_seconds",
        "gauge",
        "For how long the loop that is busy longest has not returned to its events.",
    );
    page.sample("nonblock_loop_blocked_seconds", "", blocked.as_secs_f64());
    page.about(
        "nonblock_loop_lag_seconds",
        "histogram",
        "How long an event that comes now already has to wait, seen at regular intervals.",
    );
    page.histogram("nonblock_loop_lag_seconds", "", &meter.lag);
    page.about("nonblock_loop_busy_seconds_total", "counter", "Time in which loops ran code.");
    page.sample("nonblock_loop_busy_seconds_total", "", meter.busy.as_secs_f64());
    page.about(
        "nonblock_loop_watched_seconds_total",
        "counter",
        "Time in which loops were watched.",
    );
    page.sample("nonblock_loop_watched_seconds_total", "", meter.watched.as_secs_f64());
    page.about(
        "nonblock_stall_duration_seconds",
        "histogram",
        "How long loops were blocked, by cause.",
    );
    for (kind, histogram) in &meter.stalls {
        page.histogram("nonblock_stall_duration_seconds", &cause(*kind), histogram);
    }
    write_spots(meter, &mut page);
    page.0
}

fn write_spots(meter: &Meter, page: &mut Page) {
    let elsewhere = (meter.elsewhere.count != 0).then_some(&meter.elsewhere);
    let labelled: Vec<(String, &super::Tally)> = meter
        .spots
        .iter()
        .map(|(spot, tally)| {
            let place = format!(
                "file=\"{}\",function=\"{}\"",
                escaped(&spot.file),
                escaped(&spot.function)
            );
            (format!("{},{place}", cause(spot.cause)), tally)
        })
        .chain(
            elsewhere
                .map(|tally| ("cause=\"\",file=\"\",function=\"(elsewhere)\"".to_owned(), tally)),
        )
        .collect();
    page.about("nonblock_stalls_total", "counter", "Stalls, by the function to change.");
    for (labels, tally) in &labelled {
        page.sample("nonblock_stalls_total", labels, tally.count);
    }
    page.about(
        "nonblock_stall_seconds_total",
        "counter",
        "Time lost in stalls, by the function to change.",
    );
    for (labels, tally) in &labelled {
        page.sample("nonblock_stall_seconds_total", labels, tally.seconds);
    }
}

fn cause(kind: CauseKind) -> String {
    format!("cause=\"{}\"", kind.name())
}

/// Escapes a label's value.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}
