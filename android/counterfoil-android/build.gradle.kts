plugins {
    id("counterfoil.android-library")
    alias(libs.plugins.dokka)
}

android {
    namespace = "dev.counterfoil.android"
}

kotlin {
    explicitApi()
}

dependencies {
    api(libs.kotlin.stdlib)
    api(project(":counterfoil"))
}
