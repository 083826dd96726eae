//! The rules' data files: one entry a line, its parts between ` | `, the last of them the reason.

/// The parts of each line that is not a comment.
pub(super) fn lines(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    text.lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(|line| line.split(" | ").collect())
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn every_list_is_sorted_and_says_why() {
        for (text, parts) in [
            (include_str!("statements.txt"), 3),
            (include_str!("settings.txt"), 3),
            (include_str!("functions.txt"), 2),
            (include_str!("extensions.txt"), 2),
            (include_str!("conditions.txt"), 2),
        ] {
            let read: Vec<Vec<&str>> = lines(text).collect();
            assert!(read.iter().all(|line| line.len() == parts), "{text}");
            assert!(read.windows(2).all(|pair| pair[0] < pair[1]), "{text}");
        }
    }
}
