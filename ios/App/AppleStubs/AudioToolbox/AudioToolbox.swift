//! Stands in for Apple's AudioToolbox where there is none: declares what of it the app uses, as Apple documents it, so
//! that the sounds are type-checked. It never ships and never runs.

private func neverRuns() -> Never { fatalError("a stand-in for Apple's AudioToolbox was run") }

public typealias SystemSoundID = UInt32

public var kSystemSoundID_Vibrate: SystemSoundID { 4_095 }

public func AudioServicesPlaySystemSound(_ inSystemSoundID: SystemSoundID) { neverRuns() }
