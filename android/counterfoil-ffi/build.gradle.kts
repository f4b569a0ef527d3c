// Generated calls and the native libraries. `android/generate` fills target/generated-sources, and
// `bindings/android-libraries android/counterfoil-ffi/src/main/jniLibs` the libraries of phones; run both first.
plugins {
    id("counterfoil.android-library")
}

android {
    namespace = "dev.counterfoil.ffi"
    defaultConfig { consumerProguardFiles("consumer-rules.pro") }
    sourceSets["main"].kotlin.srcDir("target/generated-sources/uniffi")
}

dependencies {
    api(libs.kotlin.stdlib)
    api(libs.coroutines.core)
    api(libs.jna) { artifact { type = "aar" } }
}
