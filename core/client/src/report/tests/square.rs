//! The square code of a report, read back from the page as a camera would: from its own rectangles, drawn into a picture.

use super::reading::pages;

/// Dots for each point of the page: a module of the code becomes some ten of them.
const DOTS: f32 = 4.0;
const WHITE: u8 = 255;

/// What the codes on the pages of a report say.
pub(super) fn codes(pdf: &[u8]) -> Vec<String> {
    pages(pdf).iter().flat_map(|page| codes_of(page)).collect()
}

fn codes_of(page: &[u8]) -> Vec<String> {
    let (width, height) = (620 * DOTS as usize, 850 * DOTS as usize);
    let mut dots = vec![WHITE; width * height];
    let text = String::from_utf8_lossy(page);
    let words: Vec<&str> = text.split_whitespace().collect();
    let number = |at: usize| words.get(at)?.parse::<f32>().ok();
    let mut is_dark = false;
    for (at, word) in words.iter().enumerate() {
        let before = |count: usize| at.checked_sub(count).and_then(number);
        match *word {
            "rg" => is_dark = before(3).is_some_and(|red| red < 0.3),
            "re" if is_dark => {
                let place =
                    [before(4), before(3), before(2), before(1)].map(|one| one.unwrap_or(0.0));
                let [x, y, wide, high] = place.map(|points| points * DOTS);
                for row in y.round() as usize..(y + high).round() as usize {
                    for column in x.round() as usize..(x + wide).round() as usize {
                        // The page counts from its lower edge.
                        if let Some(dot) = dots.get_mut((height - 1 - row) * width + column) {
                            *dot = 0;
                        }
                    }
                }
            }
            _ => {}
        }
    }
    let mut picture =
        rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| dots[y * width + x]);
    let grids = picture.detect_grids();
    grids.iter().map(|grid| grid.decode().expect("a code that can be read").1).collect()
}
