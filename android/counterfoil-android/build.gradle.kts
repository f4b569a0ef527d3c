plugins {
    id("counterfoil.android-library")
    alias(libs.plugins.dokka)
}

// `android/generate` fills target/fonts with the font of reports; run it first.
android {
    namespace = "dev.counterfoil.android"
    sourceSets["main"].resources.srcDir("target/fonts")
}

kotlin {
    explicitApi()
}

dependencies {
    api(libs.kotlin.stdlib)
    api(project(":counterfoil"))
}
