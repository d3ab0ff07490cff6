//! What is behind a file descriptor: a path, a pipe, or a socket with its peer.

use std::fs;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::os::unix::fs::FileTypeExt;

/// Returns the kernel's name of what is open: `/var/log/app.log`, `pipe:[81]`, `socket:[4711]`.
pub(super) fn kernel_name(process: u32, fd: i32) -> Option<String> {
    let path = fs::read_link(format!("/proc/{process}/fd/{fd}")).ok()?;
    Some(path.to_string_lossy().into_owned())
}

/// Returns `fifo` for the path of a named pipe, and any other name as it is.
pub(super) fn mark_fifo(process: u32, name: String) -> String {
    let place = if name.starts_with('/') { "root" } else { "cwd/" };
    let file = fs::metadata(format!("/proc/{process}/{place}{name}"));
    if file.is_ok_and(|file| file.file_type().is_fifo()) { "fifo".to_owned() } else { name }
}

/// Returns it for people: sockets with their peer.
pub(super) fn describe(process: u32, fd: i32) -> Option<String> {
    let name = kernel_name(process, fd)?;
    let Some(inode) = name.strip_prefix("socket:[").and_then(|rest| rest.strip_suffix(']')) else {
        return Some(if name.starts_with("pipe:[") { "a pipe".to_owned() } else { name });
    };
    Some(peer(process, inode).unwrap_or_else(|| "a socket".to_owned()))
}

/// Looks the socket up in the tables of its network namespace.
fn peer(process: u32, inode: &str) -> Option<String> {
    for table in ["tcp", "tcp6", "udp", "udp6"] {
        let text = fs::read_to_string(format!("/proc/{process}/net/{table}")).unwrap_or_default();
        if let Some(address) = find(&text, inode) {
            return Some(if address.port() == 0 {
                format!("an unconnected {table} socket")
            } else {
                format!("{table} {address}")
            });
        }
    }
    let text = fs::read_to_string(format!("/proc/{process}/net/unix")).unwrap_or_default();
    let path = text.lines().find(|line| line.split_whitespace().nth(6) == Some(inode))?;
    let path = path.split_whitespace().nth(7).unwrap_or("(unnamed)");
    Some(format!("unix socket {path}"))
}

/// Returns the remote address of the socket with that inode (the tenth field).
fn find(table: &str, inode: &str) -> Option<SocketAddr> {
    let line = table.lines().find(|line| line.split_whitespace().nth(9) == Some(inode))?;
    address(line.split_whitespace().nth(2)?)
}

/// Parses `0100007F:1538`: words in host order, written as hexadecimal numbers.
fn address(text: &str) -> Option<SocketAddr> {
    let (host, port) = text.split_once(':')?;
    let words: Option<Vec<[u8; 4]>> = host
        .as_bytes()
        .chunks(8)
        .map(|word| {
            u32::from_str_radix(std::str::from_utf8(word).ok()?, 16).ok().map(u32::to_ne_bytes)
        })
        .collect();
    let ip = match words?.as_slice() {
        [v4] => IpAddr::V4(Ipv4Addr::from(*v4)),
        v6 => IpAddr::V6(Ipv6Addr::from(<[u8; 16]>::try_from(v6.concat()).ok()?)).to_canonical(),
    };
    Some(SocketAddr::new(ip, u16::from_str_radix(port, 16).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_as_the_kernel_writes_them() {
        assert_eq!(address("0100007F:1538").unwrap().to_string(), "127.0.0.1:5432");
        let mapped = "0000000000000000FFFF00000100007F:0050";
        assert_eq!(address(mapped).unwrap().to_string(), "127.0.0.1:80");
        assert_eq!(address("nonsense"), None);
    }

    #[test]
    fn a_socket_is_found_by_its_inode() {
        let table = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n   \
                     0: 0100007F:C350 0100007F:1F90 01 00000000:00000000 00:00000000 00000000     0        0 4711 1 0\n";
        assert_eq!(find(table, "4711").unwrap().port(), 8080);
        assert_eq!(find(table, "1"), None);
    }
}
