// swift-tools-version: 6.0
// The Swift package of Counterfoil. Where the core comes from depends on the machine that builds: on a Mac from
// Counterfoil.xcframework (made by ./xcframework), on Linux from the library that cargo built.
import Foundation
import PackageDescription

let environment = Context.environment
/// Holds libcounterfoil_ffi.so and libcounterfoil_testkit.so; made by `cargo build`.
let libraries = environment["COUNTERFOIL_LIBRARIES"] ?? "\(Context.packageDirectory)/../target/debug"

/// The generated halves, made by ./generate and never committed; it also lays the font of reports into Sources.
func generated(_ name: String, over ffi: String) -> Target {
    .target(
        name: name, dependencies: [.target(name: ffi)], path: "Generated/\(name)",
        swiftSettings: [.swiftLanguageMode(.v5)])
}

#if os(Linux)
    let core: [Target] = [
        .systemLibrary(name: "CounterfoilFFI", path: "Generated/CounterfoilFFI"),
        .systemLibrary(name: "CounterfoilTestKitFFI", path: "Generated/CounterfoilTestKitFFI"),
    ]
    let link: [LinkerSetting] = [
        .unsafeFlags(["-L\(libraries)", "-Xlinker", "-rpath", "-Xlinker", libraries])
    ]
    let hasTestKit = true
#else
    // The test kit is there if it was packed: `ios/xcframework --testkit`. An app needs the core alone.
    let hasTestKit = FileManager.default.fileExists(
        atPath: "\(Context.packageDirectory)/CounterfoilTestKitFFI.xcframework")
    let core: [Target] =
        [.binaryTarget(name: "CounterfoilFFI", path: "CounterfoilFFI.xcframework")]
        + (hasTestKit
            ? [.binaryTarget(name: "CounterfoilTestKitFFI", path: "CounterfoilTestKitFFI.xcframework")] : [])
    let link: [LinkerSetting] = []
#endif

/// The test kit, and what is tested or measured with it.
let testKit: [Target] =
    !hasTestKit
    ? []
    : [
        generated("CounterfoilTestKitGenerated", over: "CounterfoilTestKitFFI"),
        .target(
            name: "CounterfoilTestKit",
            dependencies: ["Counterfoil", "CounterfoilTestKitGenerated"]),
        .executableTarget(
            name: "Other", dependencies: ["Counterfoil", "CounterfoilTestKit"],
            path: "Tests/OtherProcess"),
        .executableTarget(
            name: "Wall", dependencies: ["Counterfoil", "CounterfoilTestKit"], path: "Bench"),
        .testTarget(
            name: "CounterfoilTests",
            dependencies: ["Counterfoil", "CounterfoilTestKit", "Example", "Other"]),
    ]

let package = Package(
    name: "Counterfoil",
    platforms: [.iOS(.v16), .macOS(.v13)],
    products: [.library(name: "Counterfoil", targets: ["Counterfoil"])]
        + (hasTestKit ? [.library(name: "CounterfoilTestKit", targets: ["CounterfoilTestKit"])] : []),
    targets: core + testKit + [
        generated("CounterfoilGenerated", over: "CounterfoilFFI"),
        .target(
            name: "Counterfoil", dependencies: ["CounterfoilGenerated"], resources: [.copy("Fonts")],
            linkerSettings: link),
        .target(name: "Example", dependencies: ["Counterfoil"], path: "Example"),
    ],
    swiftLanguageModes: [.v6]
)
