// swift-tools-version: 6.0
// The Swift package of Counterfoil. Where the core comes from depends on the machine that builds: on a Mac from
// Counterfoil.xcframework (made by ./xcframework), on Linux from the library that cargo built.
import PackageDescription

let environment = Context.environment
/// Holds libcounterfoil_ffi.so and libcounterfoil_testkit.so; made by `cargo build`.
let libraries = environment["COUNTERFOIL_LIBRARIES"] ?? "\(Context.packageDirectory)/../target/debug"

/// The generated halves, made by ./generate and never committed.
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
#else
    let core: [Target] = [
        .binaryTarget(name: "CounterfoilFFI", path: "CounterfoilFFI.xcframework"),
        .binaryTarget(name: "CounterfoilTestKitFFI", path: "CounterfoilTestKitFFI.xcframework"),
    ]
    let link: [LinkerSetting] = []
#endif

let package = Package(
    name: "Counterfoil",
    platforms: [.iOS(.v16), .macOS(.v13)],
    products: [
        .library(name: "Counterfoil", targets: ["Counterfoil"]),
        .library(name: "CounterfoilTestKit", targets: ["CounterfoilTestKit"]),
    ],
    targets: core + [
        generated("CounterfoilGenerated", over: "CounterfoilFFI"),
        generated("CounterfoilTestKitGenerated", over: "CounterfoilTestKitFFI"),
        .target(name: "Counterfoil", dependencies: ["CounterfoilGenerated"], linkerSettings: link),
        .target(
            name: "CounterfoilTestKit",
            dependencies: ["Counterfoil", "CounterfoilTestKitGenerated"]),
        .target(name: "Example", dependencies: ["Counterfoil"], path: "Example"),
        .executableTarget(
            name: "Other", dependencies: ["Counterfoil", "CounterfoilTestKit"],
            path: "Tests/OtherProcess"),
        .executableTarget(
            name: "Wall", dependencies: ["Counterfoil", "CounterfoilTestKit"], path: "Bench"),
        .testTarget(
            name: "CounterfoilTests",
            dependencies: ["Counterfoil", "CounterfoilTestKit", "Example", "Other"]),
    ],
    swiftLanguageModes: [.v6]
)
