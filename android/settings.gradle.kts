// Not verified here: Google's repository and Gradle are needed for it. Maven builds the same sources; see README.md.
pluginManagement {
    includeBuild("build-logic")
    repositories {
        google()
        mavenCentral()
        gradlePluginPortal()
    }
}

dependencyResolutionManagement {
    repositoriesMode.set(RepositoriesMode.FAIL_ON_PROJECT_REPOS)
    repositories {
        google()
        mavenCentral()
    }
}

rootProject.name = "counterfoil"
include(":counterfoil-ffi", ":counterfoil", ":counterfoil-coil", ":counterfoil-android", ":app")
