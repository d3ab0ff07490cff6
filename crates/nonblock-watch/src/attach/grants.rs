//! What the kernel wants before one process may read another: said exactly, for this machine and this process.

use std::fs;

/// `CAP_SYS_PTRACE` in the masks of `/proc/PID/status`.
const SYS_PTRACE: u64 = 1 << 19;

/// What decides, gathered from `/proc`.
#[derive(Debug, Default)]
struct Facts {
    /// The user that owns the process, and ours.
    owner: Option<u32>,
    us: Option<u32>,
    /// Whether we hold `CAP_SYS_PTRACE`.
    holds_capability: bool,
    /// Whether the process holds capabilities that we lack.
    is_more_capable: bool,
    /// Yama's `ptrace_scope`, if the kernel has Yama.
    scope: Option<u32>,
}

/// Returns what to grant so that the process may be read.
pub(super) fn missing(process: u32) -> String {
    let theirs = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let ours = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let effective = mask(&ours, "CapEff:");
    let scope = fs::read_to_string("/proc/sys/kernel/yama/ptrace_scope");
    advice(
        process,
        &Facts {
            owner: user(&theirs),
            us: user(&ours),
            holds_capability: effective & SYS_PTRACE != 0,
            is_more_capable: mask(&theirs, "CapPrm:") & !effective != 0,
            scope: scope.ok().and_then(|text| text.trim().parse().ok()),
        },
    )
}

fn advice(process: u32, facts: &Facts) -> String {
    let capability = "grant CAP_SYS_PTRACE (`sudo`, or in a container `docker run --cap-add SYS_PTRACE`, \
                      `securityContext.capabilities.add: [\"SYS_PTRACE\"]` in Kubernetes)";
    match facts {
        Facts { holds_capability: true, .. } => {
            "a sandbox (seccomp, SELinux, AppArmor) forbids it although CAP_SYS_PTRACE is granted: \
             allow `process_vm_readv`"
                .to_owned()
        }
        Facts { scope: Some(3), .. } => {
            "kernel.yama.ptrace_scope is 3, which forbids it until the machine restarts: \
             run the program under `nonblock watch run`"
                .to_owned()
        }
        Facts { owner: Some(owner), us: Some(us), .. } if owner != us => {
            format!(
                "process {process} belongs to user {owner} and you are {us}: run as that user, or {capability}"
            )
        }
        Facts { scope: Some(1 | 2), .. } => {
            let scope = facts.scope.unwrap_or_default();
            format!(
                "kernel.yama.ptrace_scope is {scope}: {capability}, or set `sysctl kernel.yama.ptrace_scope=0`"
            )
        }
        Facts { is_more_capable: true, .. } => {
            format!("process {process} holds capabilities that you lack: {capability}")
        }
        _ => format!("run as the user that owns the process, or {capability}"),
    }
}

/// Returns the effective user.
fn user(status: &str) -> Option<u32> {
    field(status, "Uid:")?.split_whitespace().nth(1)?.parse().ok()
}

fn mask(status: &str, name: &str) -> u64 {
    field(status, name).and_then(|text| u64::from_str_radix(text.trim(), 16).ok()).unwrap_or(0)
}

fn field<'status>(status: &'status str, name: &str) -> Option<&'status str> {
    status.lines().find_map(|line| line.strip_prefix(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_user_is_named() {
        let facts = Facts { owner: Some(1000), us: Some(33), ..Facts::default() };
        let advice = advice(7, &facts);
        assert!(advice.starts_with("process 7 belongs to user 1000 and you are 33: run as that user, or grant CAP_SYS_PTRACE"));
    }

    #[test]
    fn yama_is_named_with_its_switch() {
        let facts = Facts { owner: Some(5), us: Some(5), scope: Some(1), ..Facts::default() };
        assert!(advice(7, &facts).contains("sysctl kernel.yama.ptrace_scope=0"));
    }

    #[test]
    fn a_sandbox_is_suspected_when_the_capability_is_there() {
        let facts = Facts { holds_capability: true, ..Facts::default() };
        assert!(advice(7, &facts).contains("seccomp"));
    }

    #[test]
    fn masks_and_users_are_read_from_status() {
        let status = "Name:\tpython\nUid:\t1000\t1001\t1000\t1000\nCapEff:\t0000000000080000\n";
        assert_eq!(user(status), Some(1001));
        assert_eq!(mask(status, "CapEff:"), SYS_PTRACE);
    }
}
