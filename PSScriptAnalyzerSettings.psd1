@{
    Severity     = @('Error', 'Warning')
    ExcludeRules = @(
        # Scripts for people and for logs write to the host.
        'PSAvoidUsingWriteHost'
        # The tests sign in with made-up passwords.
        'PSAvoidUsingConvertToSecureStringWithPlainText'
        # Pester's blocks and script functions use variables and parameters of the scope around them.
        'PSUseDeclaredVarsMoreThanAssignments'
        'PSReviewUnusedParameter'
        # What the tests' functions start and stop is their own.
        'PSUseShouldProcessForStateChangingFunctions'
        # PowerShell 7 reads UTF-8 without a byte order mark.
        'PSUseBOMForUnicodeEncodedFile'
    )
    Rules        = @{
        PSUseCompatibleSyntax = @{ Enable = $true; TargetVersions = @('7.4') }
    }
}
