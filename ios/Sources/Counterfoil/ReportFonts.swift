//! The font of reports, which comes with the package.

import Foundation

/// Fonts that ``Orders/report(of:fonts:inEnglish:timeZone:)`` can write a report with. iOS gives apps no file of its
/// own Chinese font, so the package brings one (1.5 MB, SIL Open Font License 1.1, its text beside it).
public enum ReportFonts {
    /// Noto Sans CJK SC, cut to the 7,445 characters of GB 2312 with Latin.
    public static let notoSans: URL = folder.appendingPathComponent("NotoSansCJKsc-Report.otf")
    /// The licence of that font, for the screen on which an app names what it uses.
    public static let licence: URL = folder.appendingPathComponent("OFL.txt")
    /// All that come with the package, the preferred one first.
    public static let all: [URL] = [notoSans]

    private static let folder = Bundle.module.bundleURL.appendingPathComponent("Fonts")
}
