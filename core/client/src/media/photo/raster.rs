//! Pixels in memory, and how they are scaled, turned and flattened.

use fast_image_resize::images::TypedImage;
use fast_image_resize::pixels::U8x3;
use fast_image_resize::{FilterType, ResizeAlg, ResizeOptions, Resizer};
use image::metadata::Orientation as Turn;
use image::{DynamicImage, GrayImage, RgbImage};

use super::decode::DecodeError;

/// Red, green and blue in memory, for the scaler.
type Pixels<'a> = TypedImage<'a, U8x3>;

/// Bytes of one pixel while it is scaled.
const PIXEL_BYTES: usize = 3;

/// An EXIF orientation, 1 to 8; 1 is upright.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Orientation(u8);

impl Orientation {
    /// Upright: nothing to turn.
    pub const UPRIGHT: Self = Self(1);

    /// From EXIF's number; anything outside 1 to 8 means upright.
    pub fn from_exif(number: u32) -> Self {
        match u8::try_from(number) {
            Ok(turned @ 2..=8) => Self(turned),
            _ => Self::UPRIGHT,
        }
    }

    /// EXIF's number, 1 to 8.
    pub fn to_exif(self) -> u8 {
        self.0
    }

    /// Width and height as a person sees them.
    pub fn turn_size(self, (width, height): (u32, u32)) -> (u32, u32) {
        if self.0 >= 5 { (height, width) } else { (width, height) }
    }
}

/// Channels of a [`Raster`], eight bits each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Channels {
    Grey,
    GreyAlpha,
    Rgb,
    RgbAlpha,
}

/// A decoded picture, not yet turned upright.
#[derive(Debug)]
pub(super) struct Raster {
    pub(super) width_px: u32,
    pub(super) height_px: u32,
    pub(super) channels: Channels,
    pub(super) pixels: Vec<u8>,
}

impl Raster {
    /// Scales to fit `long_side_px`, never up; on two threads if asked, with the same pixels.
    pub(super) fn scaled_down(
        self,
        long_side_px: u16,
        two_threads: bool,
    ) -> Result<Self, DecodeError> {
        let size = (self.width_px, self.height_px);
        let fitted = fit(size, u32::from(long_side_px));
        if fitted == size {
            return Ok(self);
        }
        let pixels = resize_halves(&mut self.into_pixels(), size, fitted, two_threads)?;
        let ((width_px, height_px), channels) = (fitted, Channels::Rgb);
        Ok(Self { width_px, height_px, channels, pixels })
    }

    /// Turns the picture upright and drops transparency onto white.
    pub(super) fn upright(self, orientation: Orientation) -> Result<RgbImage, DecodeError> {
        let mut picture = DynamicImage::ImageRgb8(self.into_rgb()?);
        if let Some(turn) = Turn::from_exif(orientation.to_exif()) {
            picture.apply_orientation(turn);
        }
        Ok(picture.into_rgb8())
    }

    fn into_rgb(self) -> Result<RgbImage, DecodeError> {
        let (width_px, height_px) = (self.width_px, self.height_px);
        RgbImage::from_raw(width_px, height_px, self.into_pixels()).ok_or(DecodeError::Broken)
    }

    /// Red, green and blue of each pixel, transparency dropped onto white.
    fn into_pixels(self) -> Vec<u8> {
        match self.channels {
            Channels::Rgb => self.pixels,
            Channels::Grey => self.pixels.iter().flat_map(|grey| [*grey; 3]).collect(),
            Channels::GreyAlpha => {
                let pairs = self.pixels.chunks_exact(2);
                pairs.flat_map(|pair| [on_white(pair[0], pair[1]); 3]).collect()
            }
            Channels::RgbAlpha => {
                let quads = self.pixels.chunks_exact(4);
                quads.flat_map(|q| [q[0], q[1], q[2]].map(|c| on_white(c, q[3]))).collect()
            }
        }
    }
}

/// A smaller copy of an upright picture, never larger than it.
pub(super) fn shrink(picture: &RgbImage, long_side_px: u16) -> Result<RgbImage, DecodeError> {
    let size = picture.dimensions();
    let fitted = fit(size, u32::from(long_side_px));
    if fitted == size {
        return Ok(picture.clone());
    }
    let pixels = resize(&mut picture.as_raw().clone(), size, fitted)?;
    RgbImage::from_raw(fitted.0, fitted.1, pixels).ok_or(DecodeError::Broken)
}

/// A grey picture of exactly `size`, whatever the shape of the source.
pub(super) fn squeeze(grey: &GrayImage, size: (u32, u32)) -> Result<GrayImage, DecodeError> {
    let mut rgb: Vec<u8> = grey.as_raw().iter().flat_map(|grey| [*grey; 3]).collect();
    let pixels = resize(&mut rgb, grey.dimensions(), size)?;
    let pixels = pixels.into_iter().step_by(3).collect();
    GrayImage::from_raw(size.0, size.1, pixels).ok_or(DecodeError::Broken)
}

/// The size that fits a long side, of the same shape, at least 1 × 1 and never larger.
fn fit((width, height): (u32, u32), long_side: u32) -> (u32, u32) {
    let longest = width.max(height);
    if longest <= long_side || longest == 0 {
        return (width, height);
    }
    let scale = |side: u32| -> u32 {
        let (side, long, longest) = (u64::from(side), u64::from(long_side), u64::from(longest));
        let rounded = (side * long + longest / 2) / longest;
        // Never more than `long_side`, so it fits.
        u32::try_from(rounded.max(1)).unwrap_or(long_side)
    };
    (scale(width), scale(height))
}

/// Scales the upper and the lower half apart, so that two threads can; both see the rows beyond their half, so
/// that no seam shows.
fn resize_halves(
    pixels: &mut [u8],
    from: (u32, u32),
    to: (u32, u32),
    two_threads: bool,
) -> Result<Vec<u8>, DecodeError> {
    let upper_rows = to.1 / 2;
    if upper_rows == 0 {
        return resize(pixels, from, to);
    }
    let source = view(pixels, from)?;
    let row_bytes = to.0 as usize * PIXEL_BYTES;
    let mut target = vec![0; row_bytes * to.1 as usize];
    let (upper, lower) = target.split_at_mut(row_bytes * upper_rows as usize);
    let middle = f64::from(from.1) * f64::from(upper_rows) / f64::from(to.1);
    let width = f64::from(from.0);
    let mut above = || {
        let options = bilinear().crop(0.0, 0.0, width, middle);
        resize_into(&source, upper, (to.0, upper_rows), &options)
    };
    let mut below = || {
        let options = bilinear().crop(0.0, middle, width, f64::from(from.1) - middle);
        resize_into(&source, lower, (to.0, to.1 - upper_rows), &options)
    };
    if two_threads {
        let (here, there) = both(above, below);
        here.and(there)?;
    } else {
        above()?;
        below()?;
    }
    Ok(target)
}

/// Does both, the second on a thread of its own.
pub(super) fn both<A, B: Send>(
    here: impl FnOnce() -> A,
    there: impl FnOnce() -> Result<B, DecodeError> + Send,
) -> (A, Result<B, DecodeError>) {
    std::thread::scope(|scope| {
        let beside = scope.spawn(there);
        let done = here();
        (done, beside.join().unwrap_or(Err(DecodeError::DecoderPanicked)))
    })
}

/// Source and target are of one type, the scaler's own: for each two types it brings all its loops once more, 200 KB of
/// every phone's library. That type asks for pixels that could be changed, though a source is only read.
fn view(pixels: &mut [u8], (width, height): (u32, u32)) -> Result<Pixels<'_>, DecodeError> {
    Pixels::from_buffer(width, height, pixels).map_err(|_| DecodeError::Broken)
}

fn resize(pixels: &mut [u8], from: (u32, u32), to: (u32, u32)) -> Result<Vec<u8>, DecodeError> {
    let mut target = vec![0; to.0 as usize * to.1 as usize * PIXEL_BYTES];
    resize_into(&view(pixels, from)?, &mut target, to, &bilinear())?;
    Ok(target)
}

/// Of one kind of pixels, not by [`Resizer::resize`], which brings code for thirteen: megabytes of every phone's
/// library. Whatever comes is made of red, green and blue first.
fn resize_into(
    source: &Pixels<'_>,
    target: &mut [u8],
    size: (u32, u32),
    options: &ResizeOptions,
) -> Result<(), DecodeError> {
    let resized = Resizer::new().resize_typed(source, &mut view(target, size)?, options);
    resized.map_err(|_| DecodeError::Broken)
}

/// Bilinear convolution: its support grows with the factor, so it averages what it shrinks, and
/// takes a third of the time of Lanczos with no visible difference at these factors.
fn bilinear() -> ResizeOptions {
    ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Bilinear))
}

fn on_white(channel: u8, alpha: u8) -> u8 {
    let (channel, alpha) = (u32::from(channel), u32::from(alpha));
    // At most 255, as both are weighted to a sum of 255.
    u8::try_from((channel * alpha + 255 * (255 - alpha) + 127) / 255).unwrap_or(255)
}

#[cfg(test)]
mod tests {
    use super::{Channels, Orientation, Raster, fit, on_white, resize, resize_halves};

    #[test]
    fn sizes_fit_keep_their_shape_and_never_grow() {
        assert_eq!(fit((4000, 3000), 2048), (2048, 1536));
        assert_eq!(fit((3000, 4000), 2048), (1536, 2048));
        assert_eq!(fit((800, 600), 2048), (800, 600));
        assert_eq!(fit((12_000, 1), 640), (640, 1));
        assert_eq!(fit((0, 0), 640), (0, 0));
    }

    #[test]
    fn halves_give_the_pixels_of_the_whole_on_one_thread_and_on_two() {
        let (from, to) = ((97, 61), (40, 25));
        let mut pixels: Vec<u8> = (0..97 * 61 * 3_u32).map(|n| (n * n / 7) as u8).collect();
        let whole = resize(&mut pixels, from, to).unwrap();
        for two_threads in [false, true] {
            let halves = resize_halves(&mut pixels, from, to, two_threads).unwrap();
            assert_eq!(halves.len(), whole.len());
            // Rounding of the middle may turn a value by one.
            assert!(halves.iter().zip(&whole).all(|(half, one)| half.abs_diff(*one) <= 1));
        }
        assert_eq!(resize_halves(&mut pixels, from, (40, 1), true).unwrap().len(), 120);
    }

    #[test]
    fn transparency_becomes_white() {
        assert_eq!(on_white(0, 0), 255);
        assert_eq!(on_white(7, 255), 7);
        assert_eq!(on_white(0, 128), 127);
    }

    #[test]
    fn a_hidden_colour_does_not_show() {
        let pixels = vec![200, 0, 0, 0, 10, 20, 30, 255];
        let raster = Raster { width_px: 2, height_px: 1, channels: Channels::RgbAlpha, pixels };
        let picture = raster.upright(Orientation::from_exif(2)).unwrap();
        assert_eq!(picture.as_raw(), &[10, 20, 30, 255, 255, 255]);
    }

    #[test]
    fn orientations_outside_the_standard_mean_upright() {
        for number in [0, 1, 9, 255, 65_536, u32::MAX] {
            assert_eq!(Orientation::from_exif(number), Orientation::UPRIGHT);
        }
        assert_eq!(Orientation::from_exif(6).turn_size((4, 3)), (3, 4));
        assert_eq!(Orientation::from_exif(3).turn_size((4, 3)), (4, 3));
    }
}
