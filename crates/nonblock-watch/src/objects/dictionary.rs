//! Dictionaries: the same compact table from 3.11 to 3.14, and its forerunner in 3.10.

use super::Objects;
use crate::layouts::DictionaryTable;
use crate::memory::{Address, Copied};

/// Larger tables are not looked through: `sys.modules` of a large service holds some thousands of names.
const MOST_ENTRIES: u64 = 1 << 16;

/// `ma_keys` in `PyDictObject`.
const KEYS: u64 = 32;

/// Where the entries of a dictionary are.
struct Table {
    /// The first entry, after the head and the indices.
    start: u64,
    /// Entries in use, those of deleted keys included.
    count: u64,
    /// Words of an entry.
    words: u64,
    /// The word that holds the key; the value follows.
    first: u64,
}

impl Table {
    fn logarithmic(head: Copied<'_>) -> Option<Self> {
        let (index_bits, kind, count) = (head.byte(9), head.byte(10), head.word(24));
        // Entries of general tables hold hash, key and value; those of tables with only strings as keys no hash.
        // A split table (kind 2) keeps its values elsewhere: no dictionary we read is one.
        let (words, first) = match kind {
            0 => (3, 1),
            1 => (2, 0),
            _ => return None,
        };
        (index_bits <= 24).then(|| Self { start: 32 + (1 << index_bits), count, words, first })
    }

    fn sized(head: Copied<'_>) -> Self {
        let (size, count) = (head.word(8), head.word(32));
        let index = match size {
            0..=0xff => 1,
            0x100..=0xffff => 2,
            _ => 4,
        };
        Self { start: size.saturating_mul(index).saturating_add(40), count, words: 3, first: 1 }
    }
}

impl Objects<'_> {
    /// Returns keys and values of a dictionary, in insertion order; nothing if it is being changed right now.
    pub fn items(self, dictionary: Address) -> Option<Vec<(Address, Address)>> {
        let keys = self.memory.word(dictionary + KEYS).ok()?;
        let mut head = [0; 40];
        self.memory.read(keys, &mut head).ok()?;
        let Table { start, count, words, first } = match self.layout.objects.dictionary {
            DictionaryTable::Logarithmic => Table::logarithmic(Copied(&head))?,
            DictionaryTable::Sized => Table::sized(Copied(&head)),
        };
        if count > MOST_ENTRIES {
            return None;
        }
        let mut entries = vec![0; usize::try_from(count * words * 8).ok()?];
        self.memory.read(keys.checked_add(start)?, &mut entries).ok()?;
        let entries = Copied(&entries);
        let pair = |entry: u64| {
            let key = 8 * (entry * words + first);
            (entries.word(key), entries.word(key + 8))
        };
        Some((0..count).map(pair).filter(|(key, value)| *key != 0 && *value != 0).collect())
    }

    /// Returns the value under a string.
    pub fn item(self, dictionary: Address, name: &str) -> Option<Address> {
        let items = self.items(dictionary)?;
        items
            .into_iter()
            .find(|(key, _)| self.text(*key).as_deref() == Some(name))
            .map(|(_, value)| value)
    }
}
