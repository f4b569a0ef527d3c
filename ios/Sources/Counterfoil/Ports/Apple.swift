//! Apple's Keychain and clocks. Written for Xcode; nothing of this file is compiled on Linux.

#if canImport(Security)
    import Foundation
    import Security

    /// Secrets in the Keychain: readable after the first unlock, so that work in the background goes on while the
    /// screen is locked, and never on another device.
    public struct KeychainSecrets: SecretStore {
        private let service: String
        private let group: String?

        /// `service` sets this app's secrets apart from others of the same group.
        public init(service: String = "dev.counterfoil", accessGroup group: String? = nil) {
            self.service = service
            self.group = group
        }

        public func secret(named name: String) throws(SecretStoreError) -> Data? {
            var query = item(name)
            query[kSecReturnData] = true
            query[kSecMatchLimit] = kSecMatchLimitOne
            var found: CFTypeRef?
            let status = SecItemCopyMatching(query as CFDictionary, &found)
            if status == errSecItemNotFound { return nil }
            try check(status)
            return found as? Data
        }

        public func keep(_ secret: Data, named name: String) throws(SecretStoreError) {
            let values = [
                kSecValueData: secret, kSecAttrAccessible: kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly,
            ] as [CFString: Any]
            let status = SecItemUpdate(item(name) as CFDictionary, values as CFDictionary)
            guard status == errSecItemNotFound else { return try check(status) }
            let whole = item(name).merging(values) { _, new in new }
            try check(SecItemAdd(whole as CFDictionary, nil))
        }

        public func removeSecret(named name: String) throws(SecretStoreError) {
            let status = SecItemDelete(item(name) as CFDictionary)
            if status != errSecItemNotFound { try check(status) }
        }

        private func item(_ name: String) -> [CFString: Any] {
            var query: [CFString: Any] = [
                kSecClass: kSecClassGenericPassword, kSecAttrService: service, kSecAttrAccount: name,
                kSecUseDataProtectionKeychain: true,
            ]
            query[kSecAttrAccessGroup] = group
            return query
        }

        private func check(_ status: OSStatus) throws(SecretStoreError) {
            switch status {
            case errSecSuccess: return
            case errSecInteractionNotAllowed: throw .lockedBeforeFirstUnlock
            default: throw .failed(reason: "Keychain \(status)")
            }
        }
    }
#endif

#if canImport(Darwin)
    import Darwin
    import Foundation

    /// The clocks of an Apple device: its clock that counts sleep, and the id of its boot session.
    public struct AppleClocks: DeviceClocks {
        private let boot: Int64

        /// Finds out which boot this is.
        public init() {
            var text = [CChar](repeating: 0, count: 64)
            var size = text.count
            let told = sysctlbyname("kern.bootsessionuuid", &text, &size, nil, 0)
            let uuid = told == 0 ? UUID(uuidString: String(cString: text)) : nil
            // A system that does not tell: each process counts as a boot of its own.
            let bytes = withUnsafeBytes(of: (uuid ?? UUID()).uuid) { Array($0.prefix(8)) }
            boot = bytes.reduce(0) { $0 << 8 | Int64($1) }
        }

        public func readings() throws(ClockError) -> ClockReadings {
            let ns = clock_gettime_nsec_np(CLOCK_MONOTONIC_RAW)
            guard ns > 0 else { throw ClockError(reason: "no monotonic clock") }
            return ClockReadings(wall: Date(), boot: boot, sinceBoot: .nanoseconds(Int64(clamping: ns)))
        }
    }
#endif
