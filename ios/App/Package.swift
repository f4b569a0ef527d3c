// swift-tools-version: 6.0
// The app of the courier and the technician on iOS: screens in SwiftUI over the package beside it. On Linux, where
// there is no SwiftUI, a module that declares what of it is used stands in: the screens are type-checked, the models
// run.
import PackageDescription

let counterfoil = Target.Dependency.product(name: "Counterfoil", package: "Counterfoil")

#if os(Linux)
    let stubs: [Target] = [.target(name: "SwiftUI", path: "AppleStubs/SwiftUI")]
    /// The app's entry, which Xcode builds (`project.yml`): here it is type-checked, over what it needs of Apple's.
    let entry: [Target] = [
        .target(name: "UIKit", dependencies: ["SwiftUI"], path: "AppleStubs/UIKit"),
        .target(name: "AVFoundation", dependencies: ["UIKit"], path: "AppleStubs/AVFoundation"),
        .target(name: "AudioToolbox", path: "AppleStubs/AudioToolbox"),
        .target(name: "AppIntents", path: "AppleStubs/AppIntents"),
        .target(name: "AppleStorePorts", dependencies: [counterfoil], path: "AppleStubs/AppleStorePorts"),
        .target(
            name: "CounterfoilApplication",
            dependencies: [
                "CounterfoilApp", "SwiftUI", "UIKit", "AVFoundation", "AudioToolbox", "AppIntents",
                "AppleStorePorts", counterfoil,
            ],
            path: "Sources/App"),
    ]
#else
    let stubs: [Target] = []
    let entry: [Target] = []
#endif

let package = Package(
    name: "CounterfoilApp",
    platforms: [.iOS(.v17), .macOS(.v14)],
    products: [.library(name: "CounterfoilApp", targets: ["CounterfoilApp"])],
    dependencies: [.package(name: "Counterfoil", path: "..")],
    targets: stubs + entry + [
        .target(
            name: "CounterfoilApp",
            dependencies: [counterfoil] + stubs.map { .target(name: $0.name) }),
        .testTarget(
            name: "CounterfoilAppTests",
            dependencies: [
                "CounterfoilApp", counterfoil, .product(name: "CounterfoilTestKit", package: "Counterfoil"),
            ]),
    ],
    swiftLanguageModes: [.v6]
)
