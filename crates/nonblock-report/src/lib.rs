//! Findings as plain data, and their many faces: text, JSON, SARIF, GitHub, GitLab, JUnit.

mod finding;

pub use finding::{
    Confidence, Coverage, Edit, Entrance, Finding, Fix, Frame, Location, Position, Problem, Report,
    Rule, Safety, Sink,
};
