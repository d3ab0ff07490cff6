//! What a blocking function waits for, how long, and how loudly that is said.

use serde::{Deserialize, Serialize};

/// What a blocking function waits for, or spends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// Waits for time to pass.
    Sleep,
    /// Talks to another machine.
    Network,
    /// Resolves a host name.
    Dns,
    /// Starts or awaits a process.
    Process,
    /// Queries a database.
    Database,
    /// Reads or writes the contents of files.
    DiskData,
    /// Reads or changes names, attributes or directories.
    DiskMetadata,
    /// Waits for a lock, an event, a thread or a future.
    Lock,
    /// Waits for a queue.
    Queue,
    /// Computes for long.
    Cpu,
    /// Waits for a person at a terminal.
    Console,
    /// Imports a module at run time.
    Import,
    /// Loads TLS certificates from disk.
    Tls,
}

impl Effect {
    /// Returns the name that files and reports give it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sleep => "sleep",
            Self::Network => "network",
            Self::Dns => "dns",
            Self::Process => "process",
            Self::Database => "database",
            Self::DiskData => "disk-data",
            Self::DiskMetadata => "disk-metadata",
            Self::Lock => "lock",
            Self::Queue => "queue",
            Self::Cpu => "cpu",
            Self::Console => "console",
            Self::Import => "import",
            Self::Tls => "tls",
        }
    }
}

/// How long one call may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cost {
    /// As long as a peer, a lock holder or the argument says.
    Unbounded,
    /// Milliseconds and more.
    High,
    /// Microseconds on a warm cache, milliseconds on a cold or remote disk.
    Low,
    /// High at the first call of the process, nothing after.
    Once,
}

/// Whether other threads may run meanwhile: it decides between a thread and a process as the cure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Gil {
    /// Other threads run meanwhile.
    Released,
    /// No other thread runs meanwhile.
    Held,
}

/// When the function blocks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum When {
    /// At the call.
    #[default]
    Called,
    /// When its result is iterated.
    Iterated,
    /// When it is read: it is an attribute whose value is fetched.
    Read,
}

/// How loudly a finding speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Off unless asked for.
    Note,
    /// Costs milliseconds.
    Warning,
    /// Stalls the loop for as long as somebody else decides.
    Error,
}
