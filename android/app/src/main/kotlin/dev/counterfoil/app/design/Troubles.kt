package dev.counterfoil.app.design

import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.ReadOnlyComposable
import androidx.compose.ui.Modifier
import dev.counterfoil.Words
import dev.counterfoil.app.wall.Trouble

/** What is said of each trouble, and what a person can do about it. */
interface TroubleStrings {
    val close: String
    val offline: String
    val offlineWords: String
    val signInAgain: String
    val signInAgainWords: String
    val storageFull: String
    val storageFullWords: String
    val inUse: String
    val inUseWords: String
    val gone: String
    val goneWords: String
    val damaged: String
    val damagedWords: String
    val updateNeeded: String
    val updateNeededWords: String
    val locked: String
    val lockedWords: String
    val notAllowed: String
    val fault: String
    val faultWords: String
}

object TroubleZh : TroubleStrings {
    override val close = "知道了"
    override val offline = "现在没有信号"
    override val offlineWords = "照常做,都记在手机上,有信号就发。"
    override val signInAgain = "这部手机要重新登记"
    override val signInAgainWords = "照常拍照、签字,一条也不会丢。回网点时要一个新的登记码。"
    override val storageFull = "手机存满了"
    override val storageFullWords = "已记下的都在。请删些照片或应用,再拍一次。"
    override val inUse = "另一个窗口正在使用"
    override val inUseWords = "关掉那一个,再打开这里。"
    override val gone = "这里已经没有它了"
    override val goneWords = "可能改派给了别人。你做过的都还在。"
    override val damaged = "手机里有一处数据读不出来"
    override val damagedWords = "没有删除任何东西。请带回网点看看。"
    override val updateNeeded = "应用版本太旧"
    override val updateNeededWords = "更新之后再做,已记下的都在。"
    override val locked = "手机还没有解锁"
    override val lockedWords = "解锁一次屏幕就好。"
    override val notAllowed = "现在还不能这样做"
    override val fault = "应用出了错"
    override val faultWords = "这一下没有记上,之前的都在。请再试一次。"
}

object TroubleEn : TroubleStrings {
    override val close = "Understood"
    override val offline = "No signal now"
    override val offlineWords = "Go on working: all is kept on this phone and goes when there is signal."
    override val signInAgain = "This phone has to be enrolled again"
    override val signInAgainWords = "Go on with photos and signatures, nothing is lost. Ask the outlet for a new code."
    override val storageFull = "The phone is full"
    override val storageFullWords = "What was recorded is safe. Delete some pictures or apps, then try again."
    override val inUse = "Another window uses it"
    override val inUseWords = "Close that one, then open this."
    override val gone = "It is no longer here"
    override val goneWords = "It may be somebody else's now. What you did is kept."
    override val damaged = "Something on this phone cannot be read"
    override val damagedWords = "Nothing was deleted. Please bring it to the outlet."
    override val updateNeeded = "This app is too old"
    override val updateNeededWords = "Update it first; what was recorded is kept."
    override val locked = "The phone is still locked"
    override val lockedWords = "Unlock the screen once."
    override val notAllowed = "Not possible now"
    override val fault = "The app made a mistake"
    override val faultWords = "This one was not recorded, all before it is. Please try again."
}

/** In the language of this screen. */
val troubleStrings: TroubleStrings
    @Composable
    @ReadOnlyComposable
    get() = inLanguage(TroubleZh, TroubleEn)

/** What went wrong, and what helps. */
@Composable
fun TroubleBanner(trouble: Trouble, modifier: Modifier = Modifier, onClose: () -> Unit) {
    val strings = troubleStrings
    val (title, words) = when (trouble) {
        Trouble.Offline -> strings.offline to strings.offlineWords
        Trouble.SignInAgain -> strings.signInAgain to strings.signInAgainWords
        Trouble.StorageFull -> strings.storageFull to strings.storageFullWords
        Trouble.InUse -> strings.inUse to strings.inUseWords
        Trouble.Gone -> strings.gone to strings.goneWords
        Trouble.Damaged -> strings.damaged to strings.damagedWords
        Trouble.UpdateNeeded -> strings.updateNeeded to strings.updateNeededWords
        Trouble.Locked -> strings.locked to strings.lockedWords
        Trouble.Fault -> strings.fault to strings.faultWords
        is Trouble.NotAllowed -> strings.notAllowed to null
    }
    val icon = when (trouble) {
        Trouble.Offline -> Icons.offline
        Trouble.StorageFull, Trouble.Damaged -> Icons.disk
        Trouble.Locked, Trouble.SignInAgain -> Icons.lock
        else -> Icons.warning
    }
    val tone = if (trouble == Trouble.Offline) Tone.QUIET else Tone.DANGER
    Banner(title, icon, tone, modifier, words) {
        val ink = LocalPalette.current.tone(tone).on
        val missing: List<Words> = (trouble as? Trouble.NotAllowed)?.words.orEmpty()
        missing.forEach { Text("· " + it.said(), color = ink) }
        Answer(strings.close, Modifier.fillMaxWidth(), Icons.check, onClose)
    }
}
