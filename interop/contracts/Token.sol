// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {
    ConfidentialERC20Mintable
} from "fhevm-contracts/contracts/token/ERC20/extensions/ConfidentialERC20Mintable.sol";
import {FHEVMConfigStruct} from "fhevm/lib/Impl.sol";
import {TFHE} from "fhevm/lib/TFHE.sol";
import {Operations} from "./Operations.sol";

/// @notice The encrypted token of fhevm-contracts as it is, with the contracts of the chain that it is deployed on. It
/// is one contract with the operations, so that one proof serves both.
contract Token is ConfidentialERC20Mintable, Operations {
    constructor(FHEVMConfigStruct memory config) ConfidentialERC20Mintable("Token", "TOK", msg.sender) {
        TFHE.setFHEVM(config);
    }
}
