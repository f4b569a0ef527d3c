package dev.counterfoil.app.capture

import androidx.compose.runtime.Composable
import androidx.compose.runtime.ReadOnlyComposable
import dev.counterfoil.app.design.inLanguage

/** What the camera's screen says. */
interface CaptureStrings {
    val title: String
    val back: String
    val owed: String
    val shutter: String
    val taking: String
    val takeAgain: String
    val keep: String
    val look: String
    val picture: String
    val hint: String
}

object CaptureZh : CaptureStrings {
    override val title = "拍照"
    override val back = "返回"
    override val owed = "这一步还差"
    override val shutter = "拍照"
    override val taking = "正在存进手机"
    override val takeAgain = "重拍"
    override val keep = "就用这张"
    override val look = "看一眼这张"
    override val picture = "刚拍的照片"
    override val hint = "拍下即存进手机,没有信号也不会丢。"
}

object CaptureEn : CaptureStrings {
    override val title = "Photo"
    override val back = "Back"
    override val owed = "Still missing for this step"
    override val shutter = "Take the photo"
    override val taking = "Being stored on this phone"
    override val takeAgain = "Take again"
    override val keep = "Keep it anyway"
    override val look = "Look at this one"
    override val picture = "The photo just taken"
    override val hint = "It is on this phone as soon as it is taken, with or without signal."
}

/** In the language of this screen. */
internal val captureStrings: CaptureStrings
    @Composable
    @ReadOnlyComposable
    get() = inLanguage(CaptureZh, CaptureEn)
