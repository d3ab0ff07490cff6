//! A report with every kind of thing in it: a deep chain, a direct call with a fix, hidden notes, hostile text.

use std::sync::Arc;

use nonblock_catalogue::{Cost, Effect, Gil, Severity};
use nonblock_report::{
    Confidence, Coverage, Edit, Entrance, Finding, Fix, Format, Frame, Location, Position, Problem,
    Report, Rule, Safety, Settings, Sink, write,
};

pub(crate) const CLIENT: &str = "\
import requests


class Client:
    @property
    def user(self):
        return requests.get(self.url, timeout=self.timeout)
";

pub(crate) const MAIN: &str = "\
import time

from app.users import load


async def handler(request):
\ttime.sleep(1); load(request)


async def other(request):
    load(request)
";

pub(crate) const USERS: &str = "\
def load(request):
    return request.client.user
";

pub(crate) const BLOCKING_CALL: Rule = Rule {
    name: "blocking-call",
    code: "NB101",
    summary: "A coroutine reaches a call that blocks the event loop",
    documentation: "# blocking-call\n\nText.\n",
};

pub(crate) const UNAWAITED: Rule = Rule {
    name: "unawaited-offload",
    code: "NB402",
    summary: "An off-loaded call is not awaited",
    documentation: "# unawaited-offload\n\nText.\n",
};

pub(crate) fn sources(path: &str) -> Option<Arc<str>> {
    let text = match path {
        "app/client.py" => CLIENT,
        "app/main.py" => MAIN,
        "app/users.py" => USERS,
        "/env/requests/api.py" => "def get(url):\n    return request('get', url)\n",
        _ => return None,
    };
    Some(text.into())
}

pub(crate) fn place(path: &str, row: u32, columns: (u32, u32)) -> Location {
    Location {
        path: path.into(),
        start: Position { row, column: columns.0 },
        end: Position { row, column: columns.1 },
    }
}

pub(crate) fn frame(function: &str, location: Location, verb: &str, callee: &str) -> Frame {
    let first_party = !location.path.starts_with('/');
    Frame {
        function: function.into(),
        location,
        verb: verb.into(),
        callee: callee.into(),
        first_party,
    }
}

fn sink(name: &str, effect: Effect, reason: &str) -> Sink {
    Sink {
        name: name.into(),
        effect,
        cost: Cost::Unbounded,
        gil: Gil::Released,
        reason: reason.into(),
        instead: format!("await nonblock.in_thread({name}, ...)"),
    }
}

fn entrance(function: &str, row: u32, call: Location) -> Entrance {
    let client = || "app.client.Client.user".to_owned();
    Entrance {
        function: function.into(),
        location: place("app/main.py", row, (11, 18)),
        why: "async def".into(),
        chain: vec![
            frame(function, call, "calls", "app.users.load"),
            frame(
                "app.users.load",
                place("app/users.py", 2, (12, 31)),
                "reads property",
                &client(),
            ),
            frame(&client(), place("app/client.py", 7, (16, 60)), "calls", "requests.api.get"),
            frame(
                "requests.api.get",
                place("/env/requests/api.py", 2, (12, 31)),
                "calls",
                "requests.api.request",
            ),
        ],
    }
}

pub(crate) fn behind_calls() -> Finding {
    Finding {
        rule: BLOCKING_CALL,
        severity: Severity::Error,
        confidence: Confidence::Likely,
        message: "`requests.get` blocks the event loop".into(),
        location: place("app/client.py", 7, (16, 60)),
        function: "app.client.Client.user".into(),
        sink: Some(sink("requests.get", Effect::Network, "waits for the server's answer")),
        entrances: vec![
            entrance("app.main.handler", 6, place("app/main.py", 7, (17, 30))),
            entrance("app.main.other", 10, place("app/main.py", 11, (5, 18))),
        ],
        help: vec![
            "await `nonblock.in_thread(requests.get, ...)`, or use `httpx.AsyncClient`".into(),
        ],
        fix: None,
        fingerprint: "5a17c0de".into(),
    }
}

pub(crate) fn direct() -> Finding {
    let call = place("app/main.py", 7, (2, 15));
    let insert = |row, start, content: &str| Edit {
        location: place("app/main.py", row, (1, 1)),
        start,
        end: start,
        content: content.into(),
    };
    let swap = Edit {
        location: place("app/main.py", 7, (2, 12)),
        start: 73,
        end: 83,
        content: "await asyncio.sleep".into(),
    };
    Finding {
        rule: BLOCKING_CALL,
        severity: Severity::Error,
        confidence: Confidence::Proven,
        message: "`time.sleep` blocks the event loop".into(),
        location: call.clone(),
        function: "app.main.handler".into(),
        sink: Some(sink("time.sleep", Effect::Sleep, "waits for time to pass")),
        entrances: vec![Entrance {
            function: "app.main.handler".into(),
            location: place("app/main.py", 6, (11, 18)),
            why: "async def".into(),
            chain: vec![frame("app.main.handler", call, "calls", "time.sleep")],
        }],
        help: vec![],
        fix: Some(Fix {
            message: "await `asyncio.sleep`".into(),
            safety: Safety::Safe,
            edits: vec![insert(1, 0, "import asyncio\n"), swap],
        }),
        fingerprint: "71ee9".into(),
    }
}

pub(crate) fn quiet() -> Finding {
    Finding {
        severity: Severity::Note,
        message: "`os.stat` blocks the event loop".into(),
        sink: Some(sink("os.stat", Effect::DiskMetadata, "asks the disk")),
        fingerprint: "0ddba11".into(),
        ..behind_calls()
    }
}

pub(crate) fn hostile() -> Finding {
    Finding {
        rule: UNAWAITED,
        severity: Severity::Warning,
        message: "`\u{1b}[31m<b>\n::error::100%` & co is not awaited".into(),
        location: place("we,ird: \u{202e}<&>%.py", 3, (1, 4)),
        function: "weird.f".into(),
        sink: None,
        entrances: vec![],
        help: vec!["await it,\r\nplease".into()],
        ..direct()
    }
}

/// Returns the findings in an order that no format keeps.
pub(crate) fn report() -> Report {
    Report {
        findings: vec![hostile(), direct(), quiet(), behind_calls()],
        problems: vec![Problem {
            path: Some("app/latin.py".into()),
            message: "cannot read the file: not UTF-8 at byte 12".into(),
            hint: "save it as UTF-8, or declare its encoding".into(),
        }],
        confirmed: Vec::new(),
        coverage: Coverage {
            files: 41,
            functions: 300,
            followed: 812,
            entrances: 60,
            calls: 1204,
            resolved: 1166,
        },
    }
}

pub(crate) fn settings() -> Settings<'static> {
    Settings { sources: &sources, version: "1.2.3", width: 100, ..Settings::default() }
}

pub(crate) fn written(report: &Report, format: Format, settings: &Settings<'_>) -> String {
    let mut out = Vec::new();
    write(&mut out, report, format, settings).unwrap();
    String::from_utf8(out).unwrap()
}
