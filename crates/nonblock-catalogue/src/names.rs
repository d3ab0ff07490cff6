//! Names and what they stand for: exact names, and names that end in `*`, of which the longest match wins.
//!
//! Most names of a program share no root module with the catalogue, so the root is looked up first: one hash says no.

use rustc_hash::{FxHashMap, FxHashSet};

/// How many segments a method known by its name alone may have: `*.objects.filter().first`.
pub(crate) const METHOD_SEGMENTS: usize = 3;

/// A map from names to values, where a name may end in `*`.
#[derive(Clone, Debug)]
pub(crate) struct Names<T> {
    /// Names without `*`.
    exact: FxHashMap<Box<str>, T>,
    /// What stands before the `*`, sorted. Rebuilt by [`Names::index`].
    prefixes: Vec<Prefix<T>>,
    /// What follows a leading `*.`: methods known by their name alone, whatever they are called on.
    methods: FxHashMap<Box<str>, T>,
    /// First segments of all names but methods.
    roots: FxHashSet<Box<str>>,
}

#[derive(Clone, Debug)]
struct Prefix<T> {
    text: Box<str>,
    value: T,
    reach: Reach,
    /// The longest other prefix that this one starts with.
    parent: Option<usize>,
}

/// What a `*` matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Any rest.
    All,
    /// A rest whose last segment is public: neither `__init__` nor a private method.
    Public,
}

impl<T> Default for Names<T> {
    fn default() -> Self {
        Self {
            exact: FxHashMap::default(),
            prefixes: Vec::new(),
            methods: FxHashMap::default(),
            roots: FxHashSet::default(),
        }
    }
}

impl<T: Copy> Names<T> {
    /// Makes room for further names without `*`.
    pub(crate) fn reserve(&mut self, count: usize) {
        self.exact.reserve(count);
    }

    /// Adds a name, replacing what it stood for. [`Names::index`] must follow before the next look-up.
    pub(crate) fn insert(&mut self, name: &str, value: T, reach: Reach) {
        if let Some(method) = name.strip_prefix("*.") {
            self.methods.insert(method.into(), value);
            return;
        }
        if !self.roots.contains(root(name)) {
            self.roots.insert(root(name).into());
        }
        match name.strip_suffix('*') {
            Some(text) => {
                self.prefixes.push(Prefix { text: text.into(), value, reach, parent: None });
            }
            None => {
                self.exact.insert(name.into(), value);
            }
        }
    }

    /// Sorts the prefixes and links each to the one it starts with; of equal ones the last added stays.
    pub(crate) fn index(&mut self) {
        self.prefixes.reverse();
        self.prefixes.sort_by(|a, b| a.text.cmp(&b.text));
        self.prefixes.dedup_by(|later, earlier| later.text == earlier.text);
        for index in 1..self.prefixes.len() {
            let mut parent = Some(index - 1);
            while let Some(candidate) = parent {
                if self.prefixes[index].text.starts_with(&*self.prefixes[candidate].text) {
                    break;
                }
                parent = self.prefixes[candidate].parent;
            }
            self.prefixes[index].parent = parent;
        }
    }

    /// Returns what exactly `name` stands for.
    pub(crate) fn exact(&self, name: &str) -> Option<T> {
        self.exact.get(name).copied()
    }

    /// Returns what `name` stands for: itself, else its longest prefix.
    pub(crate) fn get(&self, name: &str) -> Option<T> {
        if !self.roots.contains(root(name)) {
            return None;
        }
        self.exact.get(name).copied().or_else(|| Some(self.longest_prefix(name)?.value))
    }

    /// Returns what a name as written stands for: itself, else its longest prefix. Calls in the rest end the match,
    /// since what they return is somebody else's, unless `passes` says that they return the same once more.
    pub(crate) fn get_by_prefix(&self, name: &str, passes: impl Fn(&str) -> bool) -> Option<T> {
        if !self.roots.contains(root(name)) {
            return None;
        }
        if let Some(value) = self.exact.get(name) {
            return Some(*value);
        }
        let prefix = self.longest_prefix(name)?;
        let mut calls = name.match_indices("()").map(|(at, _)| at);
        let is_own = |at: usize| at < prefix.text.len() || passes(&name[..at]);
        calls.all(is_own).then_some(prefix.value)
    }

    /// Returns what the last segments of `name` stand for, whatever they are looked up on: most segments win.
    pub(crate) fn method(&self, name: &str) -> Option<T> {
        let ends = name.rmatch_indices('.').map(|(at, _)| &name[at + 1..]).take(METHOD_SEGMENTS);
        ends.filter_map(|it| self.methods.get(it)).last().copied()
    }

    /// A prefix of `name` sorts before it, and so does everything between the two, which shares that prefix: the
    /// longest is therefore the predecessor of `name` or one of its parents.
    fn longest_prefix(&self, name: &str) -> Option<&Prefix<T>> {
        let after = self.prefixes.partition_point(|it| *it.text <= *name);
        let mut candidate = after.checked_sub(1);
        while let Some(index) = candidate {
            let prefix = &self.prefixes[index];
            if name.starts_with(&*prefix.text) && (prefix.reach == Reach::All || is_public(name)) {
                return Some(prefix);
            }
            candidate = prefix.parent;
        }
        None
    }
}

/// Returns the first segment of a dotted name.
fn root(name: &str) -> &str {
    name.split_once(['.', '(']).map_or(name, |(root, _)| root)
}

/// Returns whether the last segment of a dotted name is public.
fn is_public(name: &str) -> bool {
    !name.rsplit('.').next().unwrap_or(name).starts_with('_')
}

#[cfg(test)]
mod tests {
    use super::{Names, Reach};

    fn names(of: &[&str]) -> Names<usize> {
        let mut names = Names::default();
        for (value, name) in of.iter().enumerate() {
            names.insert(name, value, Reach::All);
        }
        names.index();
        names
    }

    #[test]
    fn the_longest_prefix_wins_and_an_exact_name_wins_over_all() {
        let names = names(&["a.*", "a.b.*", "a.b.c", "a.b.cc*", "a.bz.*"]);
        assert_eq!(names.get("a.x"), Some(0));
        assert_eq!(names.get("a.b.x"), Some(1));
        assert_eq!(names.get("a.b.c"), Some(2));
        assert_eq!(names.get("a.b.cc"), Some(3));
        assert_eq!(names.get("a.b.ccd"), Some(3));
        assert_eq!(names.get("a.b.d"), Some(1));
        assert_eq!(names.get("a.c"), Some(0));
        assert_eq!(names.get("a.by"), Some(0));
        assert_eq!(names.get("a"), None);
        assert_eq!(names.get("ab.c"), None);
    }

    #[test]
    fn the_name_added_last_replaces_the_one_before() {
        let names = names(&["a.b", "a.*", "a.b", "a.*"]);
        assert_eq!(names.get("a.b"), Some(2));
        assert_eq!(names.get("a.c"), Some(3));
    }

    #[test]
    fn a_prefix_for_public_names_leaves_constructors_and_private_ones_to_shorter_prefixes() {
        let mut names = names(&["a.*"]);
        names.insert("a.B.*", 1, Reach::Public);
        names.index();
        assert_eq!(names.get("a.B.get"), Some(1));
        assert_eq!(names.get("a.B.__init__"), Some(0));
        assert_eq!(names.get("a.B._get"), Some(0));
    }

    #[test]
    fn a_method_is_known_by_its_last_segments_on_any_receiver() {
        let names = names(&["*.submit", "*.objects.get", "*.objects.filter().get"]);
        assert_eq!(names.method("User.objects.filter().get"), Some(2));
        assert_eq!(names.method("User.others.filter().get"), None);
        assert_eq!(names.method("self.pool.submit"), Some(0));
        assert_eq!(names.method("User.objects.get"), Some(1));
        assert_eq!(names.method("app.models.User.objects.get"), Some(1));
        assert_eq!(names.method("options.get"), None);
        assert_eq!(names.method("submit"), None);
    }
}
