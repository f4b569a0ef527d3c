//! The vectors that the core and the hub run, answered through the wall.

import CounterfoilTestKit
import Foundation
import Testing

@Suite struct VectorTests {
    /// Every folder that there is: a new one needs nothing here.
    @Test func theCoreAnswersEachCaseAsItsVectorSays() throws {
        let root = "core/domain/tests/vectors"
        var count = 0
        for folder in try Checkout.files(root).map(\.lastPathComponent) {
            for file in try Checkout.files("\(root)/\(folder)") {
                let vectors = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any]
                for one in try #require(vectors?["cases"] as? [[String: Any]]) {
                    let asked = try JSONSerialization.data(withJSONObject: one)
                    let answer = try answerVector(engine: folder, case: String(decoding: asked, as: UTF8.self))
                    let said = try JSONSerialization.jsonObject(with: Data(answer.utf8), options: .fragmentsAllowed)
                    #expect(try same(said, try #require(one["expect"])), "\(folder): \(one["name"] ?? ""): \(answer)")
                    count += 1
                }
            }
        }
        #expect(count >= 2_010, "vectors are missing: \(count)")
    }

    /// Whether two values of JSON are one value, however their keys are sorted.
    private func same(_ one: Any, _ other: Any) throws -> Bool {
        func text(_ value: Any) throws -> Data {
            try JSONSerialization.data(withJSONObject: [value], options: .sortedKeys)
        }
        return try text(one) == text(other)
    }
}
