//! Figures for Prometheus about processes that are watched from outside.

use std::net::SocketAddr;

use anyhow::Context;
use nonblock_report::stall::Stall;
use nonblock_watch::clock;
use nonblock_watch::endpoint::Endpoint;
use nonblock_watch::meter::Meter;
use nonblock_watch::watchdog::{Listener, Sight};

use crate::streams::tell;

/// Counts and answers, where somebody may ask.
pub(super) struct Figures {
    meter: Meter,
    endpoint: Option<Endpoint>,
}

impl Figures {
    /// Listens at that address, if there is one.
    pub(super) fn serve(address: Option<SocketAddr>) -> anyhow::Result<Self> {
        let open = |address| {
            let endpoint = Endpoint::open(address)
                .with_context(|| format!("cannot serve metrics at {address}"))?;
            tell(&format!("metrics at http://{}/metrics", endpoint.address()?));
            anyhow::Ok(endpoint)
        };
        Ok(Self { meter: Meter::default(), endpoint: address.map(open).transpose()? })
    }
}

impl Listener for Figures {
    fn hear(&mut self, stall: &Stall) {
        if stall.is_over && self.endpoint.is_some() {
            self.meter.hear(stall);
        }
    }

    fn see(&mut self, sight: &Sight<'_>) {
        if self.endpoint.is_some() {
            self.meter.see(sight);
        }
    }

    fn rest(&mut self) {
        if let Some(endpoint) = &mut self.endpoint {
            let now = clock::monotonic();
            endpoint.turn(now, || self.meter.exposition(now));
        }
    }
}
