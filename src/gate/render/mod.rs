//! A verdict for its readers: one line, Markdown, a web page, and what continuous integration reads.

mod github;
mod html;
mod junit;
mod line;
mod markdown;
mod text;

pub use github::github_check;
pub use html::{html, page, tone};
pub use junit::junit;
pub use line::{claim, line};
pub use markdown::{code, escape, markdown};
pub use text::block;

/// Why a verdict could not be rendered.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// The page's template failed; the tests render it.
    #[error("the page cannot be made: {0}")]
    Template(#[from] minijinja::Error),
    /// XML cannot hold the text.
    #[error("the XML cannot be written: {0}")]
    Xml(#[from] std::io::Error),
}
