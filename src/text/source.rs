//! Source texts and places in them.

/// A file's number in its [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(u32);

/// A place in a source: bytes from `start` up to, not including, `end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// Which text.
    pub source: SourceId,
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

/// A place as people say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1, counted in characters.
    pub column: u32,
}

/// One text with its name.
#[derive(Clone, Debug)]
pub struct Source {
    name: String,
    text: String,
    line_starts: Vec<u32>,
}

impl Source {
    fn new(name: String, text: String) -> Self {
        let line_starts = std::iter::once(0)
            .chain(text.match_indices('\n').map(|(index, _)| byte(index + 1)))
            .collect();
        Self { name, text, line_starts }
    }

    /// The name by which people know it, usually a path.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The line and column of a byte. A byte past the end counts as the end.
    #[must_use]
    pub fn position(&self, offset: u32) -> Position {
        let offset = self.floor(offset);
        let line = self.line_of(offset);
        let start = self.line_starts[line] as usize;
        let column = self.text[start..offset].chars().count();
        Position { line: byte(line + 1), column: byte(column + 1) }
    }

    /// The lines that hold the bytes from `start` to `end`: the first line's
    /// number from 1, and where they begin and end.
    pub(super) fn lines_around(&self, start: u32, end: u32) -> (usize, std::ops::Range<usize>) {
        let first = self.line_of(self.floor(start));
        let last = self.line_of(self.floor(end));
        let from = self.line_starts[first] as usize;
        let to = self.line_starts.get(last + 1).map_or(self.text.len(), |&next| next as usize - 1);
        (first + 1, from..to.max(from))
    }

    /// The nearest character boundary at or before a byte.
    pub(super) fn floor(&self, offset: u32) -> usize {
        let mut offset = (offset as usize).min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        offset
    }

    fn line_of(&self, offset: usize) -> usize {
        self.line_starts.partition_point(|&start| start as usize <= offset).saturating_sub(1)
    }
}

/// All texts that diagnostics may point into.
#[derive(Clone, Debug, Default)]
pub struct Sources(Vec<Source>);

impl Sources {
    /// Adds a text and gives it a number.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> SourceId {
        let id = SourceId(byte(self.0.len()));
        self.0.push(Source::new(name.into(), text.into()));
        id
    }

    /// The text of that number.
    #[must_use]
    pub fn get(&self, id: SourceId) -> Option<&Source> {
        self.0.get(id.0 as usize)
    }

    /// All texts in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = &Source> {
        self.0.iter()
    }
}

/// Narrows a size. Texts are far smaller than 4 GiB; a larger one would get
/// wrong places, never a panic.
fn byte(size: usize) -> u32 {
    u32::try_from(size).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_count_from_one_and_in_characters() {
        let mut sources = Sources::default();
        let id = sources.add("x", "ab\näöü!\n\nend");
        let source = sources.get(id).unwrap();
        for (offset, line, column) in [
            (0, 1, 1),
            (2, 1, 3),
            (3, 2, 1),
            (5, 2, 2),
            (4, 2, 1), // inside of ä
            (9, 2, 4),
            (11, 3, 1),
            (12, 4, 1),
            (15, 4, 4),
            (99, 4, 4),
        ] {
            assert_eq!(source.position(offset), Position { line, column }, "byte {offset}");
        }
    }
}
