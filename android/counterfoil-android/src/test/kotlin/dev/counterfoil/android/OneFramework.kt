package dev.counterfoil.android

import org.robolectric.internal.dependency.DependencyResolver
import org.robolectric.pluginapi.Sdk
import org.robolectric.plugins.DefaultSdkProvider

/** Robolectric would fetch the newest framework as well, which no test here runs on. It knows one alone. */
class OneFramework(resolver: DependencyResolver) : DefaultSdkProvider(resolver) {
    override fun getSdks(): Collection<Sdk> = super.getSdks().filter { it.apiLevel == 34 }
}
