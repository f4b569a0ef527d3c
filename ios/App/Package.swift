// swift-tools-version: 6.0
// The app of the courier and the technician on iOS: screens in SwiftUI over the package beside it. On Linux, where there
// is no SwiftUI, a module that declares what of it is used stands in: the screens are type-checked, the models run.
import PackageDescription

#if os(Linux)
    let stubs: [Target] = [.target(name: "SwiftUI", path: "AppleStubs/SwiftUI")]
#else
    let stubs: [Target] = []
#endif

let package = Package(
    name: "CounterfoilApp",
    platforms: [.iOS(.v17), .macOS(.v14)],
    products: [.library(name: "CounterfoilApp", targets: ["CounterfoilApp"])],
    dependencies: [.package(name: "Counterfoil", path: "..")],
    targets: stubs + [
        .target(
            name: "CounterfoilApp",
            dependencies: [.product(name: "Counterfoil", package: "Counterfoil")]
                + stubs.map { .target(name: $0.name) }),
        .testTarget(
            name: "CounterfoilAppTests",
            dependencies: [
                "CounterfoilApp", .product(name: "Counterfoil", package: "Counterfoil"),
                .product(name: "CounterfoilTestKit", package: "Counterfoil"),
            ]),
    ],
    swiftLanguageModes: [.v6]
)
