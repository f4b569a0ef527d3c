//! An encrypted picture in SwiftUI: a few lines over ``PictureLoader``.

#if canImport(SwiftUI)
    import SwiftUI

    /// Shows a picture of the phone's store once it is read, and `placeholder` before that and if it is not here.
    public struct PictureView<Placeholder: View>: View {
        private let hash: String
        private let pictures: PictureLoader
        private let placeholder: Placeholder
        @State private var image: Image?

        /// The picture with this hash.
        public init(
            _ hash: String, from pictures: PictureLoader, @ViewBuilder placeholder: () -> Placeholder
        ) {
            self.hash = hash
            self.pictures = pictures
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
                image = Image(encoded: data)
            }
        }
    }

    extension Image {
        /// From the bytes of a JPEG or PNG; `nil` if they are none.
        init?(encoded data: Data) {
            #if canImport(UIKit)
                guard let image = UIImage(data: data) else { return nil }
                self.init(uiImage: image)
            #else
                guard let image = NSImage(data: data) else { return nil }
                self.init(nsImage: image)
            #endif
        }
    }
#endif
