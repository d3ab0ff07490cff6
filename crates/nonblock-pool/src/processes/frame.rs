//! Frames: what travels on a worker's socket, little-endian and length-prefixed.
//!
//! `len u32 | kind u8 | flags u8 | slices u16 | aux u32 | seq u64 | slices * (slot u32, offset u64, len u64) | payload`;
//! `len` counts what follows the fixed head of [`HEAD`] bytes.

use super::arena::Slice;

/// Bytes of the fixed head.
pub(crate) const HEAD: usize = 20;
const SLICE: usize = 20;

/// A stream that does not hold frames.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FrameError {
    /// The kind's byte is not one of [`Kind`].
    #[error("unknown kind of frame {0}")]
    Kind(u8),
    /// More slices are announced than the frame holds.
    #[error("a frame of {len} bytes cannot hold {slices} slices")]
    Slices {
        /// Bytes after the head.
        len: usize,
        /// Slices announced.
        slices: usize,
    },
}

/// What a frame says. Up to `Retire` the application speaks, from `Nothing` on the worker does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Kind {
    /// `aux` is a function's id, the payload its pickle.
    Function = 1,
    /// Run function `aux`.
    Call = 2,
    /// A stream may send `aux` more items.
    Credit = 3,
    /// A stream shall close.
    Close = 4,
    /// Leave when everything before this frame is done.
    Retire = 5,
    /// The call returned None; `aux` is its run time, see `functions`.
    Nothing = 16,
    /// The call returned the payload.
    Value = 17,
    /// The call raised the payload.
    Error = 18,
    /// A stream yielded the payload.
    Item = 19,
    /// The worker cannot start: the payload says why.
    Unready = 20,
}

impl Kind {
    const ALL: [Self; 10] = [
        Self::Function,
        Self::Call,
        Self::Credit,
        Self::Close,
        Self::Retire,
        Self::Nothing,
        Self::Value,
        Self::Error,
        Self::Item,
        Self::Unready,
    ];

    fn parse(byte: u8) -> Result<Self, FrameError> {
        Self::ALL.into_iter().find(|it| *it as u8 == byte).ok_or(FrameError::Kind(byte))
    }
}

/// How to read a payload.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Flags(pub u8);

impl Flags {
    /// The payload is `(function, args, kwargs, context)` instead of `args`.
    pub const WHOLE: Self = Self(1);
    /// The call gives a stream of items.
    pub const STREAM: Self = Self(2);
    /// The last slice is the payload itself.
    pub const PAYLOAD_IN_ARENA: Self = Self(4);
    /// The single slice is the value, of type `bytes`; there is no payload.
    pub const RAW_BYTES: Self = Self(8);

    /// The payload is `(args, kwargs)`.
    pub const NAMED: Self = Self(16);

    /// Whether every bit of `other` is set.
    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// One frame, borrowed from the bytes that hold it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Frame<'a> {
    pub(crate) kind: Kind,
    pub(crate) flags: Flags,
    pub(crate) aux: u32,
    pub(crate) seq: u64,
    slices: &'a [u8],
    pub(crate) payload: &'a [u8],
}

impl<'a> Frame<'a> {
    /// A frame without slices.
    pub(crate) fn new(kind: Kind, seq: u64, aux: u32, payload: &'a [u8]) -> Self {
        Self { kind, flags: Flags::default(), aux, seq, slices: &[], payload }
    }

    /// The buffers that lie in an arena.
    pub(crate) fn slices(&self) -> Vec<Slice> {
        let number = |bytes: &[u8]| {
            bytes.iter().rev().fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte))
        };
        self.slices
            .chunks_exact(SLICE)
            .map(|it| Slice {
                slot: u32::try_from(number(&it[..4])).unwrap_or(u32::MAX),
                offset: number(&it[4..12]),
                len: number(&it[12..]),
            })
            .collect()
    }

    /// Appends the frame, with `slices` in place of its own, to `out`.
    pub(crate) fn append(&self, slices: &[Slice], out: &mut Vec<u8>) {
        let len = slices.len() * SLICE + self.payload.len();
        out.reserve(HEAD + len);
        let len = u32::try_from(len)
            .expect("what is larger than 64 KiB travels through an arena or is refused before");
        let count =
            u16::try_from(slices.len()).expect("at most `MAX_SLICES` buffers travel out of band");
        out.extend_from_slice(&len.to_le_bytes());
        out.extend_from_slice(&[self.kind as u8, self.flags.0]);
        out.extend_from_slice(&count.to_le_bytes());
        out.extend_from_slice(&self.aux.to_le_bytes());
        out.extend_from_slice(&self.seq.to_le_bytes());
        for slice in slices {
            out.extend_from_slice(&slice.slot.to_le_bytes());
            out.extend_from_slice(&slice.offset.to_le_bytes());
            out.extend_from_slice(&slice.len.to_le_bytes());
        }
        out.extend_from_slice(self.payload);
    }

    /// The first frame of `bytes` and the bytes it takes, or `None` while it is incomplete.
    pub(crate) fn split(bytes: &'a [u8]) -> Result<Option<(Self, usize)>, FrameError> {
        let Some((head, rest)) = bytes.split_first_chunk::<HEAD>() else { return Ok(None) };
        let word =
            |at: usize| u32::from_le_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]);
        let len = word(0) as usize;
        let kind = Kind::parse(head[4])?;
        let slices = usize::from(u16::from_le_bytes([head[6], head[7]]));
        if len < slices * SLICE {
            return Err(FrameError::Slices { len, slices });
        }
        let Some(body) = rest.get(..len) else { return Ok(None) };
        let (slices, payload) = body.split_at(slices * SLICE);
        let seq = u64::from(word(12)) | u64::from(word(16)) << 32;
        let frame = Self { kind, flags: Flags(head[5]), aux: word(8), seq, slices, payload };
        Ok(Some((frame, HEAD + len)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    type Plain = (Kind, u8, u32, u64, Vec<(u32, u64, u64)>, Vec<u8>);

    fn any_frame() -> impl Strategy<Value = Plain> {
        (
            proptest::sample::select(Kind::ALL.to_vec()),
            any::<u8>(),
            any::<u32>(),
            any::<u64>(),
            proptest::collection::vec(any::<(u32, u64, u64)>(), 0..4),
            proptest::collection::vec(any::<u8>(), 0..100),
        )
    }

    fn plain(frame: &Frame<'_>) -> Plain {
        let slices = frame.slices().into_iter().map(|it| (it.slot, it.offset, it.len)).collect();
        (frame.kind, frame.flags.0, frame.aux, frame.seq, slices, frame.payload.to_vec())
    }

    proptest! {
        #[test]
        fn frames_survive_every_cut_of_the_stream(frames in proptest::collection::vec(any_frame(), 1..6), cut in any::<prop::sample::Index>()) {
            let mut stream = Vec::new();
            for (kind, flags, aux, seq, slices, payload) in &frames {
                let slices: Vec<_> = slices.iter().map(|it| Slice { slot: it.0, offset: it.1, len: it.2 }).collect();
                Frame { kind: *kind, flags: Flags(*flags), aux: *aux, seq: *seq, slices: &[], payload }.append(&slices, &mut stream);
            }
            let cut = cut.index(stream.len());
            let mut inbox = super::super::inbox::Inbox::default();
            let mut got = Vec::new();
            for part in [&stream[..cut], &stream[cut..]] {
                inbox.push(part);
                while let Some(frame) = inbox.next().unwrap() {
                    got.push(plain(&frame));
                }
            }
            prop_assert_eq!(got, frames);
            prop_assert_eq!(inbox.pending(), 0);
        }

        #[test]
        fn noise_is_refused_or_waited_for_but_never_a_panic(noise in proptest::collection::vec(any::<u8>(), 0..200)) {
            if let Ok(Some((frame, taken))) = Frame::split(&noise) {
                prop_assert!(taken <= noise.len());
                prop_assert!(frame.slices().len() * SLICE + frame.payload.len() + HEAD == taken);
            }
        }
    }
}
