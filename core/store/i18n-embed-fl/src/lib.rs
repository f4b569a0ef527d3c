//! Stands in for the macro by which `age` looks up its messages in many languages. Nobody ever reads them: what a person
//! is told comes from here. With the real one each phone's library would carry them, their parser and their loader,
//! a third of a megabyte, for one sentence that says that a file was changed.

use proc_macro::{TokenStream, TokenTree};

/// `fl!(loader, "id", …)`: the id of a message instead of its text.
#[proc_macro]
pub fn fl(input: TokenStream) -> TokenStream {
    let is_comma =
        |token: &TokenTree| matches!(token, TokenTree::Punct(one) if one.as_char() == ',');
    let id = input.into_iter().skip_while(|token| !is_comma(token)).nth(1);
    let id = id.map_or_else(|| "\"\"".to_owned(), |id| id.to_string());
    format!("::std::string::String::from({id})").parse().unwrap_or_default()
}
