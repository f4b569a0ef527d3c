// Not verified here: Google's repository and Gradle are needed for it. Maven builds the same sources; see ../README.md.
import org.jetbrains.kotlin.gradle.dsl.JvmTarget

plugins {
    alias(libs.plugins.android.application)
    alias(libs.plugins.kotlin.android)
    alias(libs.plugins.kotlin.compose)
}

android {
    namespace = "dev.counterfoil.app"
    compileSdk = 36
    defaultConfig {
        applicationId = "dev.counterfoil.app"
        minSdk = 26
        targetSdk = 36
        versionCode = 1
        versionName = "0.1.0"
    }
    buildTypes {
        release {
            isMinifyEnabled = true
            isShrinkResources = true
            proguardFiles(getDefaultProguardFile("proguard-android-optimize.txt"))
        }
    }
    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_17
        targetCompatibility = JavaVersion.VERSION_17
    }
    // What is drawn and driven on a plain JVM lies in src/main; what needs Android's framework alone, and what needs
    // androidx as well, lie apart.
    sourceSets["main"].kotlin.srcDir("../app-platform/src/main/kotlin")
    sourceSets["main"].kotlin.srcDir("src/android/kotlin")
}

kotlin {
    compilerOptions { jvmTarget.set(JvmTarget.JVM_17) }
}

dependencies {
    implementation(libs.kotlin.stdlib)
    implementation(libs.coroutines.core)
    implementation(libs.serialization.json)
    implementation(libs.compose.foundation)
    implementation(libs.compose.material3)
    implementation(libs.compose.ui)
    implementation(project(":counterfoil"))
    // What only a phone has.
    implementation(project(":counterfoil-android"))
    implementation(libs.activity.compose)
}
