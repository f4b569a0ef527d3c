//! XML as a tree of elements, bounded: what an XForm is read from.

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

/// Elements in each other, at most.
const DEPTH_MAX: usize = 64;
/// Elements of a file, at most.
const ELEMENTS_MAX: usize = 500_000;

/// An element.
#[derive(Debug, Clone, Default)]
pub(super) struct Element {
    /// Its name without a prefix.
    pub(super) name: String,
    attributes: Vec<(String, String)>,
    /// The elements in it.
    pub(super) children: Vec<Element>,
    /// The text in it; `<output value="…"/>` stands in it as `${…}`.
    pub(super) text: String,
}

impl Element {
    /// An attribute, by its name without a prefix.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(own, _)| own == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The first element of this name in it.
    pub(super) fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// All elements of this name in it.
    pub(super) fn each<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.children.iter().filter(move |child| child.name == name)
    }
}

/// Reads a file.
pub(super) fn read(text: &str) -> Result<Element, String> {
    let mut reader = Reader::from_str(text);
    let mut open = vec![Element::default()];
    let mut count = 0;
    loop {
        let event = reader.read_event().map_err(|error| format!("this is no XML: {error}"))?;
        match event {
            Event::Start(start) => open.push(element(&start)?),
            Event::Empty(start) => close(&mut open, element(&start)?),
            Event::End(_) => {
                let done = open.pop().unwrap_or_default();
                close(&mut open, done);
            }
            Event::Text(text) => push(&mut open, &text.xml10_content()),
            Event::CData(text) => push(&mut open, &text.xml10_content()),
            Event::GeneralRef(of) => push(&mut open, entity(&of)),
            Event::Eof => break,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => continue,
        }
        count += 1;
        if open.len() > DEPTH_MAX || count > 4 * ELEMENTS_MAX {
            return Err("the file is too deep or too long".to_owned());
        }
    }
    let mut root = open.into_iter().next().unwrap_or_default();
    root.children.pop().ok_or_else(|| "the file has no element".to_owned())
}

fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

fn element(start: &BytesStart<'_>) -> Result<Element, String> {
    let mut element = Element { name: local(start.name().0).to_owned(), ..Element::default() };
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| format!("this is no XML: {error}"))?;
        let value = attribute
            .normalized_value(XmlVersion::Implicit1_0)
            .map_err(|error| format!("no XML: {error}"))?;
        element.attributes.push((local(attribute.key.0).to_owned(), value.into_owned()));
    }
    Ok(element)
}

fn push(open: &mut [Element], text: &str) {
    if let Some(element) = open.last_mut() {
        element.text.push_str(text);
    }
}

fn close(open: &mut [Element], done: Element) {
    let Some(within) = open.last_mut() else { return };
    if done.name == "output" {
        let value = done.attribute("value").unwrap_or_default();
        let name = value.trim().rsplit('/').next().unwrap_or_default();
        within.text.push_str(&format!("${{{name}}}"));
    }
    within.children.push(done);
}

fn entity(of: &str) -> &str {
    match of {
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        "amp" => "&",
        _ => " ",
    }
}
