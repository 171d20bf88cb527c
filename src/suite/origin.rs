//! Where suites come from. Nothing else reads suite files.

use std::io::Read;
use std::path::{Path, PathBuf};

use super::builtin;

/// The largest suite file that is read, in bytes: 4 MiB.
pub(super) const LARGEST: usize = 4 * 1024 * 1024;

/// Which suites are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Origin {
    /// Those in the program.
    #[default]
    BuiltIn,
    /// Those in the program and the `.jsonc` and `.json` files of a directory, or
    /// this one file. A file with the name of a built-in one replaces it.
    Directory(PathBuf),
    /// These files and no others.
    Files(Vec<PathBuf>),
}

/// One file of an origin.
pub(super) struct Edition {
    /// Its path as people know it.
    pub(super) path: String,
    pub(super) content: Content,
}

/// What was found at a path.
pub(super) enum Content {
    /// The text in the program.
    BuiltIn(&'static str),
    /// A file's bytes.
    Bytes(Vec<u8>),
    /// A file larger than [`LARGEST`].
    TooLarge,
    /// Nothing that can be read, and why.
    Unreadable(String),
}

/// Reads what the origin names, in the order in which the suites run.
pub(super) fn read(origin: &Origin) -> Vec<Edition> {
    match origin {
        Origin::BuiltIn => built_in(),
        Origin::Files(paths) => paths.iter().map(|path| read_file(path)).collect(),
        Origin::Directory(directory) => overlay(built_in(), directory),
    }
}

fn built_in() -> Vec<Edition> {
    builtin::FILES
        .iter()
        .map(|(name, text)| Edition {
            path: format!("suites/{name}"),
            content: Content::BuiltIn(text),
        })
        .collect()
}

/// The built-in files, each replaced by the file of its name in the directory;
/// then the directory's further files by name. A single file is as a directory
/// with nothing else in it.
fn overlay(mut editions: Vec<Edition>, directory: &Path) -> Vec<Edition> {
    let paths = match files_in(directory) {
        Ok(paths) if paths.is_empty() => Err("no file in it ends in .jsonc or .json".to_owned()),
        Ok(paths) => Ok(paths),
        Err(error) => Err(reason(&error)),
    };
    let paths = match paths {
        Ok(paths) => paths,
        Err(reason) => {
            let content = Content::Unreadable(reason);
            return vec![Edition { path: shown(directory), content }];
        }
    };
    for path in paths {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let replaced = builtin::FILES.iter().position(|(file, _)| Some(*file) == name.as_deref());
        let edition = read_file(&path);
        match replaced.and_then(|index| editions.get_mut(index)) {
            Some(place) => *place = edition,
            None => editions.push(edition),
        }
    }
    editions
}

/// The suite files of a directory, by name; directories in it are left alone.
/// Of a file, the file.
fn files_in(directory: &Path) -> std::io::Result<Vec<PathBuf>> {
    if directory.is_file() {
        return Ok(vec![directory.to_owned()]);
    }
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(directory)? {
        let path = entry?.path();
        let suite =
            path.extension().is_some_and(|extension| extension == "jsonc" || extension == "json");
        let other = path.file_name().and_then(|name| name.to_str()).is_some_and(|name| {
            builtin::OTHER_FILES.contains(&name)
                || name.ends_with(".mapping.jsonc")
                || name.ends_with(".mapping.json")
        });
        if suite && !other && path.is_file() {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

/// Reads a file of another kind that somebody named, such as a mapping.
///
/// # Errors
/// When it cannot be read, or is too large to be one.
pub fn read_small_file(path: &Path) -> std::io::Result<Vec<u8>> {
    read_bytes(path)?.ok_or_else(|| std::io::Error::other("it is larger than 4 MiB"))
}

fn read_file(path: &Path) -> Edition {
    let content = match read_bytes(path) {
        Ok(Some(bytes)) => Content::Bytes(bytes),
        Ok(None) => Content::TooLarge,
        Err(error) => Content::Unreadable(reason(&error)),
    };
    Edition { path: shown(path), content }
}

/// The bytes of a file, or nothing if they are too many. No more is read than
/// that takes, whatever size the file claims to have.
#[expect(clippy::disallowed_methods, reason = "the one place that reads suite files")]
fn read_bytes(path: &Path) -> std::io::Result<Option<Vec<u8>>> {
    let metadata = std::fs::metadata(path)?;
    if !metadata.is_file() {
        return Err(std::io::Error::other("not a file"));
    }
    let limit = LARGEST as u64;
    if metadata.len() > limit {
        return Ok(None);
    }
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or(0));
    std::fs::File::open(path)?.take(limit + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() <= LARGEST).then_some(bytes))
}

/// Why a path cannot be read, in words that are the same on every system.
fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "it does not exist".to_owned(),
        std::io::ErrorKind::PermissionDenied => "this user may not read it".to_owned(),
        std::io::ErrorKind::NotADirectory => "it is not a directory".to_owned(),
        _ => error.to_string(),
    }
}

/// A path as it is shown: with `/` on every system.
fn shown(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_the_same_name_replaces_and_others_are_added() {
        let directory = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            #[expect(clippy::disallowed_methods, reason = "a test makes its files")]
            std::fs::write(directory.path().join(name), text).unwrap();
        };
        let (replaced, _) = builtin::FILES[0];
        write(replaced, "replaced");
        write("zz.json", "b");
        write("aa.jsonc", "a");
        write("profiles.jsonc", "no suite");
        write("notes.txt", "no suite");
        let editions = read(&Origin::Directory(directory.path().to_owned()));
        assert_eq!(editions.len(), builtin::FILES.len() + 2);
        assert!(matches!(&editions[0].content, Content::Bytes(bytes) if bytes == b"replaced"));
        let added: Vec<_> = editions[builtin::FILES.len()..]
            .iter()
            .map(|edition| edition.path.rsplit('/').next().unwrap())
            .collect();
        assert_eq!(added, ["aa.jsonc", "zz.json"]);

        // A single file adds itself alone, or replaces the one of its name.
        let alone = read(&Origin::Directory(directory.path().join("aa.jsonc")));
        assert_eq!(alone.len(), builtin::FILES.len() + 1);
        assert!(alone.last().is_some_and(|edition| edition.path.ends_with("aa.jsonc")));
        assert_eq!(
            read(&Origin::Directory(directory.path().join(replaced))).len(),
            builtin::FILES.len()
        );
    }

    #[test]
    fn what_cannot_be_read_is_said_and_what_is_too_large_is_not_read() {
        let directory = tempfile::tempdir().unwrap();
        let missing = directory.path().join("missing.jsonc");
        let large = directory.path().join("large.jsonc");
        #[expect(clippy::disallowed_methods, reason = "a test makes its files")]
        std::fs::File::create(&large).unwrap().set_len(50_000_000).unwrap();
        let origin = Origin::Files(vec![missing, large, directory.path().to_owned()]);
        let contents: Vec<_> = read(&origin).into_iter().map(|edition| edition.content).collect();
        assert!(matches!(
            contents.as_slice(),
            [Content::Unreadable(_), Content::TooLarge, Content::Unreadable(_)]
        ));
    }
}
