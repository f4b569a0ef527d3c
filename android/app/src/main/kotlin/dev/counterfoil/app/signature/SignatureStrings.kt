package dev.counterfoil.app.signature

import androidx.compose.runtime.Composable
import androidx.compose.runtime.ReadOnlyComposable
import dev.counterfoil.app.design.inLanguage

/** What the pad says. */
interface SignatureStrings {
    val title: String
    val back: String
    val received: String
    fun pieces(count: Long): String
    fun due(purpose: String, amount: String): String
    val signer: String
    val pad: String
    val clear: String
    val otherLanguage: String
    val sign: String
    fun signAnd(step: String): String
    val tooLittle: String
    val tooLittleWords: String
    val nameless: String
    val namelessWords: String
}

object SignatureZh : SignatureStrings {
    override val title = "请看清内容再签"
    override val back = "返回"
    override val received = "本人已收到:"
    override fun pieces(count: Long) = "共 $count 件"
    override fun due(purpose: String, amount: String) = when (purpose) {
        "freight" -> "到付运费 $amount"
        "goods" -> "代收货款 $amount"
        else -> "应付 $amount"
    }
    override val signer = "签名人姓名"
    override val pad = "在这里签名"
    override val clear = "重签"
    override val otherLanguage = "English"
    override val sign = "签好了"
    override fun signAnd(step: String) = "签好了,$step"
    override val tooLittle = "还不是一个签名"
    override val tooLittleWords = "空白或一个点不算,请签全名。"
    override val nameless = "请写上签名人姓名"
    override val namelessWords = "以后要能看出是谁签的。"
}

object SignatureEn : SignatureStrings {
    override val title = "Read it, then sign"
    override val back = "Back"
    override val received = "I have received:"
    override fun pieces(count: Long) = "$count pieces"
    override fun due(purpose: String, amount: String) = when (purpose) {
        "freight" -> "freight due $amount"
        "goods" -> "goods value $amount"
        else -> "due $amount"
    }
    override val signer = "Name of the signer"
    override val pad = "Sign here"
    override val clear = "Sign again"
    override val otherLanguage = "中文"
    override val sign = "Signed"
    override fun signAnd(step: String) = "Signed: $step"
    override val tooLittle = "That is not a signature yet"
    override val tooLittleWords = "A blank pad or a dot does not count. Please sign in full."
    override val nameless = "Please enter the signer's name"
    override val namelessWords = "It has to be clear later who signed."
}

/** In the language of this screen. */
internal val signatureStrings: SignatureStrings
    @Composable
    @ReadOnlyComposable
    get() = inLanguage(SignatureZh, SignatureEn)
