//! An encrypted picture in SwiftUI: a few lines over ``PictureLoader``.

#if canImport(SwiftUI) && canImport(ImageIO)
    import ImageIO
    import SwiftUI

    /// Shows a picture of the phone's store once it is read, and `placeholder` before that and if it is not here.
    /// Reading and decoding happen away from the main actor: an original of twelve megapixels stops no scrolling.
    public struct PictureView<Placeholder: View>: View {
        private let hash: String
        private let pictures: PictureLoader
        private let longSide: Int
        private let placeholder: Placeholder
        @State private var image: Image?

        /// The picture with this hash, decoded to at most `longSide` pixels: what a screen can show, not what a camera
        /// took.
        public init(
            _ hash: String, from pictures: PictureLoader, longSide: Int = 2_048,
            @ViewBuilder placeholder: () -> Placeholder
        ) {
            self.hash = hash
            self.pictures = pictures
            self.longSide = longSide
            self.placeholder = placeholder()
        }

        /// The picture, or what stands in its place.
        public var body: some View {
            ZStack {
                if let image { image.resizable().scaledToFit() } else { placeholder }
            }
            .task(id: hash) {
                image = nil
                guard let data = try? await pictures.data(of: hash), !Task.isCancelled else { return }
                let side = longSide
                // A task of its own: one of this view would decode on the main actor.
                let decoded = await Task.detached(priority: .userInitiated) { Decoded(data, longSide: side) }.value
                guard let decoded, !Task.isCancelled else { return }
                image = Image(decorative: decoded.pixels, scale: 1)
            }
        }
    }

    /// A picture whose pixels are in memory. Nobody changes a `CGImage`, so it may cross to the main actor.
    private struct Decoded: @unchecked Sendable {
        let pixels: CGImage

        /// Decodes now, upright, and not larger than asked; `nil` if the bytes are no picture.
        init?(_ data: Data, longSide: Int) {
            let options = [
                kCGImageSourceCreateThumbnailFromImageAlways: true,
                kCGImageSourceCreateThumbnailWithTransform: true,
                kCGImageSourceShouldCacheImmediately: true,
                kCGImageSourceThumbnailMaxPixelSize: longSide,
            ] as [CFString: Any]
            guard let source = CGImageSourceCreateWithData(data as CFData, nil),
                let pixels = CGImageSourceCreateThumbnailAtIndex(source, 0, options as CFDictionary)
            else { return nil }
            self.pixels = pixels
        }
    }
#endif
