//! What only the device can tell: its language, its battery, its space.

import Counterfoil
import CounterfoilApp
import Foundation
import UIKit

extension CounterfoilApp.Language {
    /// The first language of this phone that the app speaks.
    static var ofThisPhone: CounterfoilApp.Language {
        for tag in Locale.preferredLanguages {
            if tag.hasPrefix("zh") { return .zh }
            if tag.hasPrefix("en") { return .en }
        }
        return .en
    }
}

/// The device as it is now; what it does not tell is `nil`.
@MainActor
func deviceNow() -> DeviceNow {
    let device = UIDevice.current
    device.isBatteryMonitoringEnabled = true
    let level = device.batteryLevel
    let isCharging = device.batteryState == .charging || device.batteryState == .full
    let space = try? FileManager.default.attributesOfFileSystem(forPath: NSHomeDirectory())[.systemFreeSize]
    return DeviceNow(
        batteryPercent: level < 0 ? nil : Int64((level * 100).rounded()), isCharging: isCharging,
        freeBytes: (space as? NSNumber)?.int64Value)
}
