package android.security.keystore

import java.security.InvalidKeyException

/** As Android throws it: the person has not unlocked the phone for too long. */
class UserNotAuthenticatedException : InvalidKeyException()

/** As Android throws it: the screen lock was removed. */
class KeyPermanentlyInvalidatedException : InvalidKeyException()
