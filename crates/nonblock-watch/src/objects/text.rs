//! Strings.

use super::Objects;
use crate::memory::{Address, Copied};

/// Longer strings are no file or function names.
const LONGEST: u64 = 4096;

impl Objects<'_> {
    /// Returns the characters of a compact string; nothing for other objects and absurd lengths.
    pub fn text(self, object: Address) -> Option<String> {
        let offsets = &self.layout.objects;
        let mut head = [0; 64];
        let head = head.get_mut(..usize::try_from(offsets.ascii).ok()?)?;
        self.memory.read(object, head).ok()?;
        let head = Copied(head);
        let length = head.word(offsets.text_length);
        // The lowest byte of the state: two bits interned, three bits width, compact, ascii.
        let state = head.int(offsets.text_state) >> 2;
        let (width, is_compact, is_ascii) = (u64::from(state & 7), state >> 3 & 1, state >> 4 & 1);
        if length > LONGEST || is_compact == 0 {
            return None;
        }
        let (start, width) =
            if is_ascii == 1 { (offsets.ascii, 1) } else { (offsets.compact, width) };
        let mut bytes = vec![0; usize::try_from(length * width).ok()?];
        if !bytes.is_empty() {
            self.memory.read(object + start, &mut bytes).ok()?;
        }
        decode(&bytes, width)
    }
}

/// Decodes Latin-1, UCS-2 or UCS-4, as the width says.
fn decode(bytes: &[u8], width: u64) -> Option<String> {
    match width {
        1 => Some(bytes.iter().map(|&byte| char::from(byte)).collect()),
        2 => {
            let units =
                bytes.chunks_exact(2).map(|unit| u32::from(u16::from_le_bytes([unit[0], unit[1]])));
            Some(
                units
                    .map(|unit| char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER))
                    .collect(),
            )
        }
        4 => {
            let units = bytes
                .chunks_exact(4)
                .filter_map(|unit| Some(u32::from_le_bytes(unit.try_into().ok()?)));
            Some(
                units
                    .map(|unit| char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER))
                    .collect(),
            )
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_width_of_characters_is_decoded() {
        assert_eq!(decode(b"caf\xe9", 1).as_deref(), Some("café"));
        assert_eq!(decode(&[0x3b, 0x04, 0xac, 0x20], 2).as_deref(), Some("л€"));
        assert_eq!(decode(&0x1f40d_u32.to_le_bytes(), 4).as_deref(), Some("🐍"));
        assert_eq!(decode(b"abc", 3), None);
    }
}
