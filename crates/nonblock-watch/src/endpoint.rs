//! A page of figures over HTTP, served between two rounds of the watchdog: no thread, no waiting.
//!
//! Prometheus asks a few times a minute. Connections are few, small and short-lived by construction: whoever sends
//! slowly, or too much, is hung up on.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

/// Connections at a time; more are taken when one of these has gone.
const MOST_CONNECTIONS: usize = 8;

/// Bytes of a request's head.
const MOST_BYTES: usize = 8 << 10;

/// How long a connection may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// Ports tried above one that another process of the same program serves.
const NEIGHBOURS: u16 = 64;

/// Reads `9464`, `localhost:9464` or `0.0.0.0:9464`; without a host, only this machine can ask.
pub fn address(text: &str) -> Result<SocketAddr, String> {
    let (host, port) = text.rsplit_once(':').unwrap_or(("", text));
    let port =
        port.parse().map_err(|_| format!("`{text}` has no port: write it as 127.0.0.1:9464"))?;
    let host = match host {
        "" | "localhost" => IpAddr::V4(Ipv4Addr::LOCALHOST),
        host => host
            .trim_start_matches('[')
            .trim_end_matches(']')
            .parse()
            .map_err(|_| format!("`{host}` is no IP address: write it as 127.0.0.1:9464"))?,
    };
    Ok(SocketAddr::new(host, port))
}

/// A request on its way in, or an answer on its way out.
#[derive(Debug)]
struct Connection {
    stream: TcpStream,
    until: Duration,
    request: Vec<u8>,
    answer: Vec<u8>,
    written: usize,
}

/// A server that never waits.
#[derive(Debug)]
pub struct Endpoint {
    listener: TcpListener,
    connections: Vec<Connection>,
}

impl Endpoint {
    /// Listens at that address.
    pub fn open(address: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind(address)?;
        listener.set_nonblocking(true)?;
        Ok(Self { listener, connections: Vec::new() })
    }

    /// Listens at that address, or at the next free port above it: the processes of one program share a setting.
    pub fn open_near(address: SocketAddr) -> io::Result<Self> {
        let mut tried = address;
        loop {
            match Self::open(tried) {
                Err(error)
                    if error.kind() == ErrorKind::AddrInUse
                        && tried.port() < address.port().saturating_add(NEIGHBOURS) =>
                {
                    tried.set_port(tried.port() + 1);
                }
                other => return other,
            }
        }
    }

    /// Returns where it listens.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Takes what came and sends what is ready; `page` is asked for once for each request.
    pub fn turn(&mut self, now: Duration, mut page: impl FnMut() -> String) {
        while self.connections.len() < MOST_CONNECTIONS {
            // Whatever went wrong with that connection, there will be others.
            let Ok((stream, _)) = self.listener.accept() else { break };
            if stream.set_nonblocking(true).is_ok() {
                let until = now + PATIENCE;
                let (request, answer) = (Vec::new(), Vec::new());
                self.connections.push(Connection { stream, until, request, answer, written: 0 });
            }
        }
        self.connections.retain_mut(|connection| connection.turn(now, &mut page));
    }
}

impl Connection {
    /// Goes on as far as possible; returns whether there is more to do.
    fn turn(&mut self, now: Duration, page: &mut dyn FnMut() -> String) -> bool {
        if self.answer.is_empty() {
            match self.read() {
                Ok(false) => return now < self.until,
                Ok(true) => self.answer = answer(&self.request, page),
                Err(_) => return false,
            }
        }
        match self.write() {
            Ok(()) => false,
            Err(error) => is_later(&error) && now < self.until,
        }
    }

    /// Returns whether the head of the request is there.
    fn read(&mut self) -> io::Result<bool> {
        let mut piece = [0; 1024];
        loop {
            match self.stream.read(&mut piece) {
                Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
                Ok(length) => self.request.extend_from_slice(&piece[..length]),
                Err(error) if is_later(&error) => return Ok(false),
                Err(error) => return Err(error),
            }
            if self.request.windows(4).any(|it| it == b"\r\n\r\n") {
                return Ok(true);
            }
            if MOST_BYTES < self.request.len() {
                return Err(ErrorKind::InvalidData.into());
            }
        }
    }

    fn write(&mut self) -> io::Result<()> {
        while self.written < self.answer.len() {
            self.written += self.stream.write(&self.answer[self.written..])?;
        }
        Ok(())
    }
}

fn is_later(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted)
}

/// Returns the answer to a request; the connection ends with it.
fn answer(request: &[u8], page: &mut dyn FnMut() -> String) -> Vec<u8> {
    let line = request.split(|byte| *byte == b'\r').next().unwrap_or_default();
    let line = String::from_utf8_lossy(line);
    let mut words = line.split(' ');
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let path = target.split('?').next().unwrap_or_default();
    let (status, kind, body) = match (method, path) {
        ("GET" | "HEAD", "/metrics" | "/") => {
            ("200 OK", "text/plain; version=0.0.4; charset=utf-8", page())
        }
        ("GET" | "HEAD", _) => {
            ("404 Not Found", "text/plain; charset=utf-8", "see /metrics\n".to_owned())
        }
        _ => ("405 Method Not Allowed", "text/plain; charset=utf-8", "only GET\n".to_owned()),
    };
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\
         X-Content-Type-Options: nosniff\r\n\r\n",
        body.len()
    );
    let body = if method == "HEAD" { String::new() } else { body };
    [head.into_bytes(), body.into_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Duration = Duration::from_secs(1);

    fn ask(endpoint: &mut Endpoint, request: &str) -> String {
        let mut client = TcpStream::connect(endpoint.address().unwrap()).unwrap();
        client.write_all(request.as_bytes()).unwrap();
        client.set_nonblocking(true).unwrap();
        let mut answer = Vec::new();
        loop {
            endpoint.turn(NOW, || "figures\n".to_owned());
            let mut piece = [0; 4096];
            match client.read(&mut piece) {
                Ok(0) => return String::from_utf8(answer).unwrap(),
                Ok(length) => answer.extend_from_slice(&piece[..length]),
                Err(error) => assert!(is_later(&error), "{error}"),
            }
        }
    }

    fn endpoint() -> Endpoint {
        Endpoint::open(address("127.0.0.1:0").unwrap()).unwrap()
    }

    #[test]
    fn a_scrape_is_answered_with_the_figures() {
        let shown = ask(&mut endpoint(), "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
        assert!(shown.starts_with("HTTP/1.1 200 OK\r\n"), "{shown}");
        assert!(shown.contains("Content-Length: 8\r\n"), "{shown}");
        assert!(shown.ends_with("\r\n\r\nfigures\n"), "{shown}");
    }

    #[test]
    fn other_paths_and_methods_are_refused() {
        let mut endpoint = endpoint();
        assert!(ask(&mut endpoint, "GET /secret HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 404 "));
        assert!(ask(&mut endpoint, "POST /metrics HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 405 "));
        assert!(ask(&mut endpoint, "HEAD / HTTP/1.1\r\n\r\n").ends_with("\r\n\r\n"));
    }

    #[test]
    fn whoever_says_nothing_or_too_much_is_hung_up_on_and_others_are_served() {
        let mut endpoint = endpoint();
        let mut silent: Vec<TcpStream> = (0..MOST_CONNECTIONS)
            .map(|_| TcpStream::connect(endpoint.address().unwrap()).unwrap())
            .collect();
        while endpoint.connections.len() < MOST_CONNECTIONS {
            endpoint.turn(NOW, String::new);
        }
        endpoint.turn(NOW + PATIENCE, String::new);
        assert_eq!(silent[0].read(&mut [0; 8]).unwrap(), 0);
        let long = format!("GET /{} HTTP/1.1\r\n", "x".repeat(MOST_BYTES));
        let mut talker = TcpStream::connect(endpoint.address().unwrap()).unwrap();
        talker.write_all(long.as_bytes()).unwrap();
        talker.set_nonblocking(true).unwrap();
        while talker.read(&mut [0; 8]).is_err_and(|error| is_later(&error)) {
            endpoint.turn(NOW, String::new);
        }
        assert!(ask(&mut endpoint, "GET / HTTP/1.1\r\n\r\n").contains("figures"));
    }

    #[test]
    fn a_port_that_is_taken_is_passed_over_where_processes_share_a_setting() {
        let first = endpoint();
        let taken = first.address().unwrap();
        assert_eq!(Endpoint::open(taken).unwrap_err().kind(), ErrorKind::AddrInUse);
        let second = Endpoint::open_near(taken).unwrap();
        assert!(taken.port() < second.address().unwrap().port());
    }

    #[test]
    fn an_address_without_a_host_is_for_this_machine_alone() {
        assert_eq!(address("9464").unwrap().to_string(), "127.0.0.1:9464");
        assert_eq!(address(":9464").unwrap().to_string(), "127.0.0.1:9464");
        assert_eq!(address("localhost:1").unwrap().to_string(), "127.0.0.1:1");
        assert_eq!(address("0.0.0.0:9464").unwrap().to_string(), "0.0.0.0:9464");
        assert_eq!(address("[::1]:9464").unwrap().to_string(), "[::1]:9464");
        for wrong in ["", "host:9464", "127.0.0.1", "127.0.0.1:99999"] {
            assert!(address(wrong).is_err(), "{wrong}");
        }
    }
}
