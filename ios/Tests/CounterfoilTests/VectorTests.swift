//! The vectors that the core and the hub run, answered through the wall.

import CounterfoilTestKit
import Foundation
import Testing

@Suite struct VectorTests {
    /// One line for each folder, with the number of its cases at least.
    static let folders = [
        ("workflow", 50),
        ("guards", 40),
    ]

    @Test(arguments: folders) func theCoreAnswersEachCaseAsItsVectorSays(folder: String, casesMin: Int) throws {
        var count = 0
        for file in try Checkout.files("core/domain/tests/vectors/\(folder)") {
            let vectors = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any]
            for one in try #require(vectors?["cases"] as? [[String: Any]]) {
                let asked = try JSONSerialization.data(withJSONObject: one)
                let answer = try answerVector(folder: folder, case: String(decoding: asked, as: UTF8.self))
                let said = try JSONSerialization.jsonObject(with: Data(answer.utf8), options: .fragmentsAllowed)
                #expect(try same(said, try #require(one["expect"])), "\(one["name"] ?? ""): \(answer)")
                count += 1
            }
        }
        #expect(count >= casesMin, "vectors are missing")
    }

    /// Whether two values of JSON are one value, however their keys are sorted.
    private func same(_ one: Any, _ other: Any) throws -> Bool {
        func text(_ value: Any) throws -> Data {
            try JSONSerialization.data(withJSONObject: [value], options: .sortedKeys)
        }
        return try text(one) == text(other)
    }
}
