import Foundation
import Testing

@testable import CounterfoilApp

@MainActor
@Suite struct CameraTests {
    @Test func thePhotographsFileIsLetGoOnceTheStoreHasItAndNotBefore() async throws {
        let camera = CountingCamera()
        let wall = FakeWall(camera: camera)
        let scope = ModelScope()
        var isBack = false
        let model = CaptureModel(
            wall, order: "o2", role: "door", then: nil, scope: scope, goOn: { _ in }, back: { isBack = true })
        wall.refuses = .storageFull
        model.on(.shutter)
        try await eventually("the full store was told of") { model.state.trouble == .storageFull }
        #expect(camera.sealed.isEmpty && !isBack)
        wall.refuses = nil
        model.on(.shutter)
        try await eventually("the good one leads back") { isBack }
        #expect(camera.sealed == [camera.file])
        scope.cancel()
    }
}

@MainActor
private final class CountingCamera: Camera {
    let file = URL(fileURLWithPath: "/nowhere/door.jpg")
    private(set) var sealed: [URL] = []

    func take(_ role: String) async throws(WallError) -> URL? { file }

    func sealed(_ file: URL) { sealed.append(file) }
}
