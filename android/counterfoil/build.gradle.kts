plugins {
    id("counterfoil.android-library")
    alias(libs.plugins.dokka)
}

android {
    namespace = "dev.counterfoil"
}

kotlin {
    explicitApi()
}

dependencies {
    api(libs.kotlin.stdlib)
    api(libs.coroutines.core)
    api(project(":counterfoil-ffi"))
}
