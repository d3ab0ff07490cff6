//! Stalls as JSON lines: one object a line, with the number of the schema in each.

use super::Stall;
use serde::{Deserialize, Serialize};
use std::io::{self, Write};

/// Grows when a field changes its meaning or goes; new fields alone do not change it.
pub const SCHEMA: u32 = 1;

#[derive(Serialize)]
struct Written<'stall> {
    schema: u32,
    #[serde(flatten)]
    stall: &'stall Stall,
}

#[derive(Deserialize)]
struct Read {
    schema: u32,
    #[serde(flatten)]
    stall: Stall,
}

/// Why a line is no stall.
#[derive(Debug)]
pub enum ReadError {
    /// Not the JSON of a stall.
    Malformed(serde_json::Error),
    /// Written by a later version.
    UnknownSchema(u32),
}

impl std::fmt::Display for ReadError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Malformed(error) => write!(formatter, "not a stall: {error}"),
            Self::UnknownSchema(schema) => write!(
                formatter,
                "stalls of schema {schema} cannot be read (this version reads {SCHEMA})\nhint: pip install --upgrade nonblock"
            ),
        }
    }
}

impl std::error::Error for ReadError {}

/// Writes a stall as one line, in one piece: several processes may append to one file.
pub fn write_json_line(stall: &Stall, out: &mut dyn Write) -> io::Result<()> {
    let mut line = serde_json::to_vec(&Written { schema: SCHEMA, stall })?;
    line.push(b'\n');
    out.write_all(&line)
}

/// Reads such a line.
pub fn read_json_line(line: &str) -> Result<Stall, ReadError> {
    let read: Read = serde_json::from_str(line).map_err(ReadError::Malformed)?;
    if read.schema == SCHEMA { Ok(read.stall) } else { Err(ReadError::UnknownSchema(read.schema)) }
}
